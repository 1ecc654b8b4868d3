package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.kernel.Channel;
import utskick.template.SmsNormaliser.Step;
import utskick.template.Templates.Saved;
import utskick.template.Wording.SmsRules;
import utskick.testing.Database;
import utskick.testing.TestClock;

final class TemplatesTest {

    @RegisterExtension
    static final Database database = new Database();

    private final Templates templates = new Templates(database.jdbc(), new TestClock());

    @BeforeEach
    void empty() {
        database.jdbc().sql("TRUNCATE template.template").update();
    }

    @Test
    void what_is_saved_comes_back() {
        var wording = Wording.email("Rea", "Hej {{first_name}}", "<p>Hej</p>")
                .withLanguage("sv")
                .withOptOut("{{opt_out_link}}")
                .withSms(new SmsRules(Set.of(Step.GREEK_CAPITALS), 5));
        var id = save(" Rea ", wording);

        var loaded = templates.get(id).orElseThrow();

        assertThat(loaded.name()).isEqualTo("Rea");
        assertThat(loaded.description()).isEqualTo("varje år");
        assertThat(loaded.wording()).isEqualTo(wording);
        assertThat(loaded.version()).isEqualTo(1);
        assertThat(templates.list()).containsExactly(loaded);
        assertThat(templates.list(Channel.SMS)).isEmpty();
    }

    @Test
    void two_of_one_channel_cannot_have_one_name() {
        save("Rea", Wording.sms("a"));

        assertThat(templates.save("REA", "", Wording.sms("b"), "karin")).isInstanceOf(Saved.NameTaken.class);
        assertThat(templates.save("Rea", "", Wording.email("a", "b", ""), "karin"))
                .isInstanceOf(Saved.Done.class);
        var other = save("Jul", Wording.sms("c"));
        assertThat(templates.rename(other, "rea", "karin")).isInstanceOf(Saved.NameTaken.class);
        assertThat(templates.rename(other, "Nyår", "karin")).isEqualTo(new Saved.Done(other));
        assertThat(templates.get(other).orElseThrow().name()).isEqualTo("Nyår");
    }

    @Test
    void who_edits_an_old_version_changes_nothing() {
        var id = save("Rea", Wording.sms("a"));

        assertThat(templates.change(id, 1, "Rea", "", Wording.sms("b"), "eva")).isEqualTo(new Saved.Done(id));
        assertThat(templates.change(id, 1, "Rea", "", Wording.sms("c"), "karin"))
                .isInstanceOf(Saved.Stale.class);
        assertThat(templates.get(id).orElseThrow().wording().text()).isEqualTo("b");
        assertThat(templates.get(id).orElseThrow().changedBy()).isEqualTo("eva");
    }

    @Test
    void deleting_twice_says_so() {
        var id = save("Rea", Wording.sms("a"));

        assertThat(templates.delete(id)).isTrue();
        assertThat(templates.delete(id)).isFalse();
        assertThat(templates.rename(id, "x", "karin")).isInstanceOf(Saved.Stale.class);
    }

    private TemplateId save(String name, Wording wording) {
        return ((Saved.Done) templates.save(name, "varje år", wording, "karin")).id();
    }
}
