package utskick.gateway.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import utskick.gateway.FailureReason;
import utskick.gateway.Submission;

class ReplyTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RECIPIENT|550|5.1.1 No such mailbox|UNKNOWN_ADDRESS",
                "RECIPIENT|550|5.1.10 Null MX|UNKNOWN_ADDRESS",
                "RECIPIENT|550|5.2.1 Mailbox disabled|UNKNOWN_ADDRESS",
                "RECIPIENT|550|User unknown in local recipient table|UNKNOWN_ADDRESS",
                "RECIPIENT|550|Rejected because of your reputation|BLOCKED",
                "RECIPIENT|550|Requested action not taken|OTHER",
                "RECIPIENT|552|5.2.2 Mailbox full|EXPIRED",
                "MAIL|553|Sender address rejected|SENDER_REFUSED",
                "MAIL|550|5.1.8 Domain of sender does not resolve|SENDER_REFUSED",
                "CONTENT|552|5.3.4 Too big|CONTENT_REFUSED",
                "CONTENT|552|Message size exceeds limit|CONTENT_REFUSED",
                "CONTENT|554|5.7.1 Spam|BLOCKED",
                "CONTENT|554|Transaction failed|BLOCKED",
                "CONTENT|550|5.7.26 Unauthenticated|BLOCKED",
                "CONTENT|550|5.7.515 Access denied|BLOCKED"
            })
    void aRefusalForGoodHasItsReason(Reply.Stage stage, int code, String text, FailureReason reason) {
        assertThat(Reply.of(code, text).submission(stage))
                .isInstanceOfSatisfying(
                        Submission.Rejected.class,
                        rejected -> assertThat(rejected.reason()).isEqualTo(reason));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "RECIPIENT|450|4.2.0 Greylisted, try again in 300 s|THROTTLED",
                "RECIPIENT|451|4.7.1 Try again later|THROTTLED",
                "MAIL|421|4.7.0 Too many connections|THROTTLED",
                "CONTENT|421|4.7.28 Rate limited|THROTTLED",
                "RECIPIENT|452|4.2.2 Mailbox full|EXPIRED",
                "CONTENT|452|4.3.1 Disk full|OTHER",
                "MAIL|530|5.7.0 Authentication required|ACCOUNT"
            })
    void aRefusalForNowDefers(Reply.Stage stage, int code, String text, FailureReason reason) {
        assertThat(Reply.of(code, text).submission(stage))
                .isInstanceOfSatisfying(Submission.Deferred.class, deferred -> {
                    assertThat(deferred.reason()).isEqualTo(reason);
                    assertThat(deferred.retryAfter()).isPositive();
                });
    }
}
