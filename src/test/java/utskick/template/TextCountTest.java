package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import utskick.template.SmsNormaliser.Step;
import utskick.template.Wording.SmsRules;

final class TextCountTest {

    @Test
    void what_makes_it_dear_has_a_fix_that_leaves_the_fields_alone() {
        var count = count("Hej {{first_name|vän}}! Skovård – till “D’Arc” " + "a".repeat(60));

        assertThat(count.culprits()).isEqualTo("– “ ’ ”");
        assertThat(count.change()).isEqualTo("typography");
        assertThat(count.stepNames()).isEqualTo("TYPOGRAPHY");
        assertThat(count.saving().orElseThrow().partsBefore()).isEqualTo(2);
        assertThat(count.saving().orElseThrow().partsAfter()).isEqualTo(1);
        assertThat(count.fixedText()).isEqualTo("Hej {{first_name|vän}}! Skovård - till \"D'Arc\" " + "a".repeat(60));
        assertThat(count.least()).isTrue();
        assertThat(count(count.fixedText()).saving()).isEmpty();
    }

    @Test
    void the_change_that_is_seen_is_named() {
        assertThat(count("ł".repeat(71)).change()).isEqualTo("transliteration");
        assertThat(count("ά".repeat(71)).change()).isEqualTo("greek_capitals");
        assertThat(count("ά".repeat(71)).fixedText()).isEqualTo("A".repeat(71));
        assertThat(count("Rea").change()).isEmpty();
    }

    @Test
    void what_is_switched_on_is_not_proposed_again() {
        var wording = Wording.sms("ł".repeat(71)).withSms(new SmsRules(Set.of(Step.TRANSLITERATION), 3));
        var count = TextCount.of(Content.of(wording, Fields.ALL));

        assertThat(count.saving()).isEmpty();
        assertThat(count.left()).isEqualTo(160 - 71);
        assertThat(count.culprits()).isEmpty();
    }

    @Test
    void unfinished_is_no_problem_yet_but_too_long_is() {
        assertThat(count("").problems()).isEmpty();
        assertThat(count("a".repeat(460)).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.kind()).isEqualTo(ContentProblem.Kind.TOO_MANY_PARTS);
            assertThat(problem.arguments()).containsExactly("4", 1, 3);
        });
        assertThat(TextCount.of(Content.of(Wording.email("", "Hej {{x}}", ""), Fields.ALL))
                        .problems())
                .hasSize(1);
    }

    @Test
    void line_breaks_are_noticed() {
        assertThat(count("a\nb").hasLineBreaks()).isTrue();
        assertThat(count("a\n").hasLineBreaks()).isFalse();
    }

    private static TextCount count(String text) {
        return TextCount.of(Content.of(Wording.sms(text), Fields.ALL));
    }
}
