package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A card's numbers as people of each language type and read them.
final class DecimalFormTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sv | 1234.50 | 1\u00a0234,50",
                "sv | -12 | \u221212",
                "fi | 1234567.5 | 1\u00a0234\u00a0567,5",
                "el | 1234.50 | 1.234,50",
                "pl | 12345.50 | 12\u00a0345,50",
                "en | 1234.50 | 1,234.50",
                "sv | 0 | 0",
                "el | 0.05 | 0,05"
            })
    void what_is_shown_is_read_as_the_same(String language, String plain, String shown) {
        var form = new DecimalForm(language);
        assertThat(form.shown(plain)).isEqualTo(shown);
        assertThat(form.plain(shown)).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sv | 1 234,5 | 1234.5",
                "sv | 1.234,5 | 1234.5",
                "sv | 1234.5 | 1234.5",
                "sv | 12,40- kr | -12.40",
                // three decimals or thousands: the card refuses it
                "sv | 1.234 | 1.234",
                "sv | 1,234 | 1.234",
                "el | 1.234 | 1234",
                "el | 12.5 | 12.5",
                "el | -1.234.567 | -1234567",
                "en | 1,234 | 1234",
                "en | 12,50 | 12.50",
                "en | 1,234,567.8 | 1234567.8",
                "pl | dużo | dużo",
                "pl | 1e5 | 1e5",
                "fi | '' | ''"
            })
    void the_other_mark_is_taken_where_it_can_be_read_in_one_way(String language, String typed, String plain) {
        assertThat(new DecimalForm(language).plain(typed)).isEqualTo(plain);
    }
}
