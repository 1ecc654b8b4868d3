package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SearchTextTest {

    @ParameterizedTest
    @CsvSource({
        "ÅSA, asa",
        "Σοφία, σοφια",
        "ΣΟΦΊΑ, σοφια",
        "Γιώργος, γιωργοσ",
        "Łukasz, lukasz",
        "Żółć, zolc",
        "Ørsted, orsted",
        "Straße, strasse",
        "Æbelø, aebelo",
        "ΐ, ι"
    })
    void case_and_accents_do_not_matter(String written, String folded) {
        assertThat(SearchText.fold(SearchText.plain(written))).isEqualTo(folded);
    }

    @Test
    void a_customer_is_kept_under_each_word_each_part_and_its_phones_from_both_ends() {
        var entry = SearchText.entry(
                "A-0017",
                "Ek Anna-Lena",
                List.of("A-0017", "Anna-Lena", "Ek", "anna.ek@telia.com"),
                List.of("+46701740605", "0701"));
        assertThat(entry.words().split(" "))
                .containsExactlyInAnyOrder(
                        "'a-0017'",
                        "'a'",
                        "'0017'",
                        "'anna'",
                        "'lena'",
                        "'ek'",
                        "'telia'",
                        "'com'",
                        "'+46701740605'",
                        "'<50604710764'",
                        "'0701'",
                        "'<1070'");
        assertThat(entry.plain()).startsWith(" a-0017 a 0017 anna lena ek ");
    }

    @Test
    void names_stand_in_one_order_for_all_five_languages() {
        assertThat(List.of(
                                "Åberg",
                                "Zetterlund",
                                "Ek",
                                "Öst",
                                "Ärlig",
                                "Łoś",
                                "Lund",
                                "Łyk",
                                "Ζωή",
                                "Άννα",
                                "Żak",
                                "Zak")
                        .stream()
                        .sorted(java.util.Comparator.comparing(SearchText::sortKey))
                        .toList())
                .containsExactly(
                        "Ek", "Lund", "Łoś", "Łyk", "Zak", "Zetterlund", "Żak", "Åberg", "Ärlig", "Öst", "Άννα", "Ζωή");
    }

    @Test
    void what_is_only_begun_asks_for_nothing() {
        assertThat(SearchText.ask("")).isNull();
        assertThat(SearchText.ask(" - ")).isNull();
        assertThat(SearchText.ask("0")).isNull();
        assertThat(SearchText.ask("+46 7")).isNull();
    }

    @Test
    @Timeout(5)
    void whoever_pastes_a_book_looks_for_its_beginning() {
        assertThat(SearchText.ask("1".repeat(1_000_000) + "a")).isNotNull();
        assertThat(SearchText.ask("(".repeat(1_000_000))).isNull();
        var ask = Objects.requireNonNull(SearchText.ask("ord ".repeat(300_000)));
        assertThat(ask.words()).hasSizeLessThan(200);
    }

    @Test
    void signs_of_the_query_language_are_only_text() {
        var ask = Objects.requireNonNull(SearchText.ask("o'brien & <x> !a:* \\ ("));
        assertThat(ask.words()).doesNotContain("!").contains("'o' & 'brien':*");
    }
}
