package utskick.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import utskick.consent.StopWords.Meaning;

final class StopWordsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STOP",
                "stop",
                " Stop. ",
                "”Stopp!”",
                "STOPP 18200",
                "Stop please",
                "sluta",
                "Sluta skicka sms till mig",
                "AVANMÄL",
                "avanmal",
                "Avanma\u0308l",
                "lopeta",
                "SEIS!",
                "kiellä",
                // all Greek
                "ΣΤΟΠ",
                "στοπ",
                "Στόπ",
                "διαγραφή",
                "ΔΙΑΚΟΠΗ",
                "τέλος",
                // Greek sigma and pi, Latin T and O: what a phone sends in GSM-7
                "ΣTOΠ",
                // all Latin letters but the look-alikes of the other side
                "ΔIAKOΠH",
                "REZYGNACJA",
                "rezygnuję",
                "Rezygnuje",
                "WYPISZ",
                "wypisz mnie prosze",
                "usuń",
                "Nie",
                "nej",
                "СТОП",
                "ＳＴＯＰ",
                "S\u200BTOP",
                "st0p",
                "stop\n",
                "OPT-OUT",
                "opt out",
                "stop all",
                "unsubscribe"
            })
    void a_word_of_any_language_is_a_stop(String text) {
        assertThat(read(text).meaning()).isEqualTo(Meaning.STOP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Snälla skicka inte fler sms",
                "Sluta nu, jag har bett er om det tre gånger i år",
                "Μη στέλνετε άλλα μηνύματα",
                "Nie wysyłajcie mi tego",
                "Älkää lähettäkö näitä",
                "Please don't text me",
                "Can you stop these"
            })
    void what_sounds_like_it_is_for_a_person(String text) {
        assertThat(read(text).meaning()).isEqualTo(Meaning.MAYBE_STOP);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "?!",
                "😀",
                "Tack, jag kommer i morgon",
                "Nie mogę przyjść w sobotę",
                "Nej tack, jag har redan köpt en jacka",
                "Ei käy perjantaina",
                "Ja",
                "Stoppur 42 finns den kvar?",
                "Peruna"
            })
    void an_ordinary_text_is_left_alone(String text) {
        assertThat(read(text).meaning()).isEqualTo(Meaning.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"START", "starta", "Aloita!", "έναρξη", "wznów"})
    void start_must_be_the_whole_text(String word) {
        assertThat(read(word).meaning()).isEqualTo(Meaning.START);
        assertThat(read(word + " 7 i morgon").meaning()).isEqualTo(Meaning.OTHER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"STOP ALL", "stopall", "Stopp allt", "lopeta kaikki", "ΣΤΟΠ ΟΛΑ", "stop wszystko"})
    void a_stop_may_say_that_it_is_meant_for_all(String text) {
        assertThat(read(text))
                .returns(Meaning.STOP, StopWords.Reading::meaning)
                .returns(true, StopWords.Reading::everything);
        assertThat(read("STOP alltså").everything()).isFalse();
    }

    @Test
    void the_shops_own_words_count_like_ours_and_a_stop_beats_a_start() {
        var own = new StopWords.Own(Set.of(StopWords.word("Räcker")), Set.of(StopWords.word("ja")));
        assertThat(StopWords.read("racker nu", own)).isEqualTo(new StopWords.Reading(Meaning.STOP, "RACKER"));
        assertThat(StopWords.read("Ja!", own).meaning()).isEqualTo(Meaning.START);
        assertThat(StopWords.read("Ja tack, klockan tre", own).meaning()).isEqualTo(Meaning.OTHER);
        assertThat(StopWords.read("stopp", new StopWords.Own(Set.of(), Set.of("STOPP")))
                        .meaning())
                .isEqualTo(Meaning.STOP);
        assertThat(StopWords.word("två ord")).isEmpty();
        assertThat(StopWords.word(" ?! ")).isEmpty();
    }

    private static StopWords.Reading read(String text) {
        return StopWords.read(text, StopWords.Own.NONE);
    }
}
