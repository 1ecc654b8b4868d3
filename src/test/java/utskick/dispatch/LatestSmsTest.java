package utskick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;

final class LatestSmsTest {

    @RegisterExtension
    static final Database database = new Database();

    private Rig rig;

    @BeforeEach
    void three_got_a_service_message() {
        rig = new Rig(database.dataSource());
        rig.started(3);
        rig.rounds();
    }

    @Test
    void what_left_last_is_what_an_answer_answers() {
        var latest = new LatestSms(database.jdbc());
        var phone = new PhoneNumber(Rig.phone(2));
        var since = rig.clock.instant().minus(Duration.ofDays(7));
        assertThat(latest.purpose(phone, List.of(2L), since)).contains("service");
        assertThat(latest.purpose(phone, List.of(7L), since)).isEmpty();
        assertThat(latest.purpose(new PhoneNumber(Rig.phone(3)), List.of(2L), since))
                .isEmpty();
        assertThat(latest.purpose(phone, List.of(), since)).isEmpty();
        assertThat(latest.purpose(phone, List.of(2L), rig.clock.instant().plus(Duration.ofDays(30))))
                .isEmpty();
    }

    @Test
    void what_is_still_in_the_queue_was_not_read_by_anybody() {
        rig.later(Duration.ofDays(8));
        var since = rig.clock.instant().minus(Duration.ofDays(7));
        rig.started(3);
        var latest = new LatestSms(database.jdbc());
        assertThat(latest.purpose(new PhoneNumber(Rig.phone(1)), List.of(1L), since))
                .isEmpty();
        rig.rounds();
        assertThat(latest.purpose(new PhoneNumber(Rig.phone(1)), List.of(1L), since))
                .contains("service");
    }
}
