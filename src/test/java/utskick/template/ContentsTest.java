package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.template.SmsNormaliser.Step;
import utskick.template.Wording.SmsRules;
import utskick.testing.Database;
import utskick.testing.TestClock;

final class ContentsTest {

    @RegisterExtension
    static final Database database = new Database();

    @Test
    void a_kept_content_gives_the_same_message_back() {
        var content = Content.of(
                Wording.sms("Hej #FORNAMN#, {{points}} poäng")
                        .withOptOut("Bort: {{opt_out_link}}")
                        .withLanguage("sv")
                        .withSms(new SmsRules(Set.of(Step.TYPOGRAPHY, Step.TRANSLITERATION), 4)),
                Fields.ALL);
        var id = contents().save(content, "karin");
        var values = List.<@org.jspecify.annotations.Nullable String>of("D’Arc", "1240", "x.se/a");

        // another instance: nothing is remembered
        var loaded = contents().load(id);

        assertThat(loaded.wording()).isEqualTo(content.wording());
        assertThat(loaded.fields()).isEqualTo(content.fields());
        assertThat(loaded.text(values, Locale.of("sv")))
                .isEqualTo("Hej D'Arc, 1 240 poäng Bort: x.se/a")
                .isEqualTo(content.text(values, Locale.of("sv")));
    }

    @Test
    void a_content_is_read_once() {
        var contents = contents();
        var id = contents.save(Content.of(Wording.email("Rea", "Hej", "<p>Hej</p>"), List.of()), "karin");

        assertThat(contents.load(id)).isSameAs(contents.load(id));
    }

    @Test
    void what_has_problems_is_not_kept() {
        var broken = Content.of(Wording.sms("Hej {{nobody}}"), Fields.ALL);

        assertThatThrownBy(() -> contents().save(broken, "karin")).hasMessageContaining("nobody");
        assertThatThrownBy(() -> contents().load(new ContentId(0))).hasMessage("no content 0");
    }

    private static Contents contents() {
        return new Contents(database.jdbc(), new TestClock());
    }
}
