package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Dates on the card in the form of the language.
final class DateFormTest {

    @ParameterizedTest
    @CsvSource({
        "sv, 1958-02-14, 1958-02-14", "sv, --03-01, 03-01",
        "fi, 1958-02-14, 14.2.1958", "fi, --03-01, 1.3.",
        "pl, 1958-02-14, 14.02.1958", "pl, --03-01, 01.03.",
        "el, 1958-02-14, 14/2/1958", "el, --02-29, 29/2",
        "en, 1958-02-14, 14/2/1958", "en, --12-31, 31/12"
    })
    void a_date_is_shown_as_it_is_typed_and_understood_again(String language, String plain, String shown) {
        var form = new DateForm(language);
        assertThat(form.shown(plain)).isEqualTo(shown);
        assertThat(form.plain(shown)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"31/31", "30.2.1999", "i våras", "14/2/58", "1958-02-14"})
    void what_it_did_not_make_stands_as_typed(String typed) {
        assertThat(new DateForm("pl").plain(typed)).isEqualTo(typed);
        assertThat(new DateForm("pl").shown("i våras")).isEqualTo("i våras");
    }
}
