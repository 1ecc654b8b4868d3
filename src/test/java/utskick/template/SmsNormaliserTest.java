package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;
import static utskick.template.SmsNormaliser.Step.GREEK_CAPITALS;
import static utskick.template.SmsNormaliser.Step.TRANSLITERATION;
import static utskick.template.SmsNormaliser.Step.TYPOGRAPHY;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.kernel.Gsm7;
import utskick.template.SmsNormaliser.Step;

final class SmsNormaliserTest {

    private static final Set<Step> ALL = EnumSet.allOf(Step.class);

    @Test
    void what_nobody_sees_is_always_cleaned_away() {
        assertThat(clean("a\u030A")).isEqualTo("å");
        assertThat(clean("a\r\nb\rc")).isEqualTo("a\nb\nc");
        assertThat(clean("1\u00A0240\u202Fkr\tnu")).isEqualTo("1 240 kr nu");
        assertThat(clean("\uFEFFHe\u00ADj\u200B\u2060 \u202Edu\u2069\u0000\u001B!"))
                .isEqualTo("Hej du!");
        assertThat(clean("a\u2028b")).isEqualTo("a\nb");
    }

    @Test
    void a_joiner_in_an_emoji_stays() {
        assertThat(clean("👨\u200D👩\u200D👧")).isEqualTo("👨\u200D👩\u200D👧");
    }

    @Test
    void what_is_seen_is_only_changed_when_asked() {
        assertThat(clean("“Hej” – ł ά")).isEqualTo("“Hej” – ł ά");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "“Hej”|\"Hej\"",
                "D’Arc|D'Arc",
                "Vänta…|Vänta...",
                "pe–su −30 %|pe-su -30 %",
                "„Promocja” • ½|\"Promocja\" - 1/2",
            })
    void typography_becomes_plain(String typed, String expected) {
        assertThat(SmsNormaliser.normalise(typed, Set.of(TYPOGRAPHY))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Zażółć gęślą jaźń,Zazolc gesla jazn",
        "ĄĆĘŁŃÓŚŹŻ,ACELNOSZZ",
        "Kraków åäöé,Krakow åäöé",
        "Garçon,Garcon",
        "Šárka Čapková,Sarka Capkova",
    })
    void letters_outside_the_alphabet_lose_their_marks_and_its_own_keep_them(String typed, String expected) {
        assertThat(SmsNormaliser.normalise(typed, Set.of(TRANSLITERATION))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "Καλημέρα! Έκπτωση 20% σήμερα.,KAΛHMEPA! EKΠTΩΣH 20% ΣHMEPA.",
        "ΐΰϊϋΆΈΉΊΌΎΏς,IYIYAEHIOYΩΣ",
        "Ο Γιώργος κέρδισε 5€,O ΓIΩPΓOΣ KEPΔIΣE 5€",
        "ΚΑΛΗΜΕΡΑ,KAΛHMEPA",
    })
    void greek_is_folded_to_capitals_of_the_alphabet(String typed, String expected) {
        var folded = SmsNormaliser.normalise(typed, Set.of(GREEK_CAPITALS));

        assertThat(folded).isEqualTo(expected);
        assertThat(Gsm7.isEncodable(folded)).isTrue();
    }

    @Test
    void addresses_codes_and_merge_fields_are_never_changed() {
        assertThat(SmsNormaliser.normalise("Wróć {{first_name|łosoś}}", ALL)).startsWith("Wróć");
        var folded = SmsNormaliser.normalise("Έλα https://x.gr/u/aBc7 info@x.gr Kp7-2x x.gr/Ab", ALL);
        assertThat(folded).isEqualTo("EΛA https://x.gr/u/aBc7 info@x.gr Kp7-2x x.gr/Ab");
        // the code is Greek, so the text stays dear, and then nothing is folded at all
        assertThat(SmsNormaliser.normalise("Κωδικός ΦΩΣ2026Ά", ALL)).isEqualTo("Κωδικός ΦΩΣ2026Ά");
    }

    @Test
    void an_amount_is_no_code() {
        assertThat(SmsNormaliser.normalise("Tylko 100zł", ALL)).isEqualTo("Tylko 100zl");
    }

    @Test
    void letters_are_not_given_up_for_nothing() {
        assertThat(SmsNormaliser.normalise("Zażółć 😀", ALL)).isEqualTo("Zażółć 😀");
    }

    @Test
    void the_mildest_step_that_saves_a_part_is_proposed() {
        var dear = "D’Arc " + "a".repeat(100);
        var saving = SmsNormaliser.saving(dear, Set.of()).orElseThrow();

        assertThat(saving.steps()).containsExactly(TYPOGRAPHY);
        assertThat(saving.text()).isEqualTo("D'Arc " + "a".repeat(100));
        assertThat(saving.partsBefore()).isEqualTo(2);
        assertThat(saving.partsAfter()).isEqualTo(1);

        assertThat(SmsNormaliser.saving("ł" + "a".repeat(154), Set.of())
                        .orElseThrow()
                        .steps())
                .contains(TRANSLITERATION)
                .doesNotContain(GREEK_CAPITALS);
        assertThat(SmsNormaliser.saving("ά".repeat(71), Set.of()).orElseThrow().steps())
                .contains(GREEK_CAPITALS)
                .doesNotContain(TRANSLITERATION);
        assertThat(SmsNormaliser.saving("ł", Set.of())).isEmpty();
        assertThat(SmsNormaliser.saving("😀".repeat(70), Set.of())).isEmpty();
    }

    private static String clean(String text) {
        return SmsNormaliser.normalise(text, Set.of());
    }
}
