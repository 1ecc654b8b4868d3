package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same day in the writings of people and programs.
class DateReaderTest {

    private final DateReader dates = new DateReader(LocalDate.of(2026, 11, 22));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01",
                "20260301",
                "1.3.26",
                "1/3 2026",
                "2026.03.01 13:45",
                "2026-03-01T23:15:00+02:00",
                "2026-03-01T09:15:00.123Z",
                "01.03.2026 09:15:59",
                "3/1/2026 9:15 AM",
                "den 1 mars 2026",
                "1-Mar-2026",
                "1. maaliskuuta 2026",
                "1 Μαρτίου 2026",
                "1 marca 2026 r.",
                "1 mars 26",
                "1-mar-26",
                "01 03 2026",
                "2026 03 01",
                "March 1, 2026"
            })
    void a_date_is_read_as_it_was_meant(String text) {
        var reader = text.startsWith("3/") ? new DateReader(LocalDate.of(2026, 11, 22), true) : dates;
        assertThat(reader.date(text)).contains(LocalDate.of(2026, 3, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30", "31.4.2026", "mars 2026", "1 foo 2026", "2026-03-01T", "Mars 45, 2026"})
    void what_is_no_day_is_none(String text) {
        assertThat(dates.date(text)).isEmpty();
    }
}
