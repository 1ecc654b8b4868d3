package utskick.gateway.smpp;

import java.time.Duration;
import utskick.gateway.FailureReason;
import utskick.gateway.Submission;

/// What an SMS centre's refusal means for a message (SMPP 3.4 section 5.1.3).
final class CommandStatus {

    static final int THROTTLED = 0x58;
    static final int QUEUE_FULL = 0x14;
    static final int TEMPORARY = 0x64;
    static final int INVALID_BIND_STATUS = 0x04;
    static final int ALREADY_BOUND = 0x05;
    static final int BIND_FAILED = 0x0D;
    static final int INVALID_PASSWORD = 0x0E;
    static final int INVALID_SYSTEM_ID = 0x0F;
    static final int INVALID_SYSTEM_TYPE = 0x53;

    private CommandStatus() {}

    /// The message was surely not taken; whether it ever will be depends on the status.
    static Submission submission(int status) {
        String detail = "command_status 0x%02X".formatted(status);
        return switch (status) {
            case THROTTLED -> deferred(FailureReason.THROTTLED, detail, 1);
            case QUEUE_FULL -> deferred(FailureReason.THROTTLED, detail, 60);
            case 0x08, TEMPORARY -> deferred(FailureReason.UNREACHABLE, detail, 30);
            case INVALID_BIND_STATUS, ALREADY_BOUND -> deferred(FailureReason.UNREACHABLE, detail, 5);
            case 0x45, 0xFE, 0xFF -> deferred(FailureReason.OTHER, detail, 60);
            case BIND_FAILED, INVALID_PASSWORD, INVALID_SYSTEM_ID, INVALID_SYSTEM_TYPE ->
                deferred(FailureReason.ACCOUNT, detail, 300);
            case 0x0A, 0x48, 0x49 -> new Submission.Rejected(FailureReason.SENDER_REFUSED, detail);
            case 0x0B, 0x50, 0x51 -> new Submission.Rejected(FailureReason.UNKNOWN_ADDRESS, detail);
            case 0x01, 0x02, 0x03, 0x15, 0x43, 0x61, 0x62, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0x104 ->
                new Submission.Rejected(FailureReason.CONTENT_REFUSED, detail);
            case 0x100, 0x101, 0x102, 0x103 -> new Submission.Rejected(FailureReason.ACCOUNT, detail);
            default ->
                // vendors' own codes are undocumented: tried again until the engine's patience ends
                status >= 0x400 && status <= 0x4FF
                        ? deferred(FailureReason.OTHER, detail, 60)
                        : new Submission.Rejected(FailureReason.OTHER, detail);
        };
    }

    /// Whether the login itself is refused: going on in a hurry gets accounts locked.
    static boolean refusesLogin(int status) {
        return status == BIND_FAILED
                || status == INVALID_PASSWORD
                || status == INVALID_SYSTEM_ID
                || status == INVALID_SYSTEM_TYPE;
    }

    private static Submission deferred(FailureReason reason, String detail, int seconds) {
        return new Submission.Deferred(reason, detail, Duration.ofSeconds(seconds));
    }
}
