package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// National identity numbers of the four countries, all invented, are known by what they are made of.
class NationalIdTest {

    private static final List<String> SWEDISH = List.of("811228-9809", "196709199530", "550366-0127");
    private static final List<String> FINNISH = List.of("131052-308T", "010190-901R", "311203A9558");
    private static final List<String> POLISH = List.of("44051401359", "90010112349", "02220311113");
    private static final List<String> GREEK = List.of("01019012341", "31128056780", "15067755551");

    static Stream<List<String>> countries() {
        return Stream.of(SWEDISH, FINNISH, POLISH, GREEK);
    }

    @ParameterizedTest
    @MethodSource("countries")
    void a_column_of_them_is_left_out_whatever_its_heading(List<String> numbers) {
        assertThat(numbers).allMatch(NationalId::isOne);
        for (var heading :
                List.of("Kundnummer", "Anteckning", "Muu tieto", "Ref", "Αριθμός πελάτη", "Numer telefonu")) {
            assertThat(use(heading, numbers)).as(heading).isEqualTo(ColumnUse.of(Field.NATIONAL_ID));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "811228-9808", // another check digit
                "811328-9807", // a thirteenth month
                "131052-308S",
                "44051401358",
                "99999999999",
                "556036-0793", // an organisation's
                "070-1740605",
                "+46701740605",
                "10000000009",
                ""
            })
    void what_is_none_is_none(String text) {
        assertThat(NationalId.isOne(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Kundnummer", "Numer klienta"})
    void customer_numbers_of_eleven_digits_are_customer_numbers(String heading) {
        assertThat(use(heading, List.of("10000000001", "10000000002", "10000000003", "10000000004")))
                .isEqualTo(ColumnUse.of(Field.NUMBER));
    }

    private static ColumnUse use(String heading, List<String> cells) {
        var rows = new ArrayList<SourceRow>();
        for (int i = 0; i < cells.size(); i++) {
            rows.add(new SourceRow(i + 2, List.of(cells.get(i), "Ek"), false, null));
        }
        return new ColumnDictionary().uses(List.of(heading, "Efternamn"), rows).getFirst();
    }
}
