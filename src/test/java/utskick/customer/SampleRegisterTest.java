package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.testing.Database;

class SampleRegisterTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);

    @Test
    void the_sample_holds_everything_a_demonstration_needs_and_is_loaded_once() {
        var jdbc = database.jdbc();
        var consents = new RecordingConsents(jdbc);
        var imports =
                new Imports(database.dataSource(), database.transaction(), new ImportStore(jdbc), consents, CLOCK);
        var sample = new SampleRegister(imports, CLOCK);

        assertThat(sample.load("test").added()).isEqualTo(1200);

        assertThat(jdbc.sql("SELECT country FROM customer.profile GROUP BY 1 HAVING count(*) > 200 ORDER BY 1")
                        .query(String.class)
                        .list())
                .containsExactly("FI", "GR", "PL", "SE");
        assertThat(jdbc.sql("""
                SELECT count(*) FROM customer.profile p WHERE p.company_id IS NOT NULL
                  AND (SELECT count(DISTINCT label) FROM customer.contact k
                       WHERE k.customer_id = p.customer_id AND k.channel = 'SMS') >= 2
                """).query(Integer.class).single()).isGreaterThan(100);
        assertThat(jdbc.sql("""
                SELECT count(*) FROM (SELECT address FROM customer.contact WHERE channel = 'SMS' AND reachable
                                      GROUP BY address HAVING count(*) > 1) shared
                """).query(Integer.class).single()).isGreaterThan(10);
        assertThat(jdbc.sql("SELECT count(*) FROM customer.contact WHERE problem IS NOT NULL")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("""
                SELECT DISTINCT currency FROM customer.profile p ORDER BY 1
                """).query(String.class).list()).isEqualTo(List.of("EUR", "PLN", "SEK"));
        assertThat(consents.rows).extracting(RecordingConsents.Row::state).contains("given", "refused", "withdrawn");

        var again = sample.load("test");
        assertThat(again.added()).isZero();
        assertThat(again.changed()).isZero();
    }
}
