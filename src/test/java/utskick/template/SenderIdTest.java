package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import utskick.template.ContentProblem.Kind;

final class SenderIdTest {

    @ParameterizedTest
    @ValueSource(strings = {"BUTIKEN", "Butik 24", "ABCDEFGHIJK", "+46701740605", "+46 70-174 06 05", "71 200", "a"})
    void these_are_senders(String typed) {
        assertThat(SenderId.problem(typed)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "BUTIKEN LUND,SENDER_TOO_LONG,BUTIKEN LUND",
        "Blåbär,SENDER_CHARACTERS,åä",
        "Κατάστημα,SENDER_CHARACTERS,Κατάσημ",
        "A-B,SENDER_CHARACTERS,-",
        "0701740605,SENDER_NUMBER,0701740605",
        "+0123456789,SENDER_NUMBER,+0123456789",
        "12,SENDER_NUMBER,12",
    })
    void these_are_refused_for_their_reason(String typed, Kind kind, String what) {
        var problem = SenderId.problem(typed).orElseThrow();

        assertThat(problem.kind()).isEqualTo(kind);
        assertThat(problem.what()).isEqualTo(what);
        assertThatThrownBy(() -> new SenderId(typed)).hasMessage(problem.messageKey());
    }

    @Test
    void nothing_is_missing() {
        assertThat(SenderId.problem("  ").orElseThrow().kind()).isEqualTo(Kind.SENDER_MISSING);
    }

    @Test
    void a_name_takes_no_answer() {
        assertThat(new SenderId("BUTIKEN").canReceive()).isFalse();
        assertThat(new SenderId("+46 70 174 06 05").canReceive()).isTrue();
        assertThat(new SenderId("71200").canReceive()).isTrue();
        assertThat(new SenderId("  Butik   24 ").value()).isEqualTo("Butik 24");
    }
}
