package utskick.gateway.smtp;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import utskick.gateway.FailureReason;
import utskick.gateway.Submission;

/// An answer of a mail server: the basic code of RFC 5321, the enhanced one of RFC 3463 where it is given, and
/// words.
///
/// @param enhanced such as `5.1.1`, may be empty
/// @param text     all lines, joined by spaces, without the codes
record Reply(int code, String enhanced, String text) {

    private static final Pattern ENHANCED = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?:\\s+(.*))?");
    private static final Pattern NOBODY = Pattern.compile(
            "user unknown|unknown user|no such|does not exist|doesn't exist|unknown recipient|recipient unknown|"
                    + "mailbox unavailable|invalid recipient|account (?:is )?disabled");
    private static final Pattern SPAM = Pattern.compile("spam|block|reputation|policy|blacklist|denied|reject");
    private static final int LONGEST_DETAIL = 300;

    /// Where in the conversation the answer stands: the same code means another thing at another place.
    enum Stage {
        MAIL,
        RECIPIENT,
        CONTENT
    }

    static Reply of(int code, String text) {
        Matcher matcher = ENHANCED.matcher(text);
        return matcher.matches()
                ? new Reply(code, matcher.group(1), matcher.group(2) == null ? "" : matcher.group(2))
                : new Reply(code, "", text);
    }

    boolean isPositive() {
        return code >= 200 && code < 400;
    }

    /// The server is about to hang up, or asks for a login: nothing that concerns this message.
    boolean endsSession() {
        return code == 421 || code == 530 || code == 535 || code == 538;
    }

    /// What a refusal means for the message. It surely was not taken.
    Submission submission(Stage stage) {
        String detail = detail();
        if (code == 530 || code == 535 || code == 538) {
            return new Submission.Deferred(FailureReason.ACCOUNT, detail, Duration.ofMinutes(5));
        }
        if (code < 500) {
            return deferred(detail);
        }
        return new Submission.Rejected(reason(stage), detail);
    }

    String detail() {
        String detail = (code + " " + enhanced).strip() + " " + text;
        return detail.length() > LONGEST_DETAIL ? detail.substring(0, LONGEST_DETAIL) : detail.strip();
    }

    private Submission deferred(String detail) {
        if (enhanced.equals("4.2.2")) {
            return new Submission.Deferred(FailureReason.EXPIRED, detail, Duration.ofMinutes(30));
        }
        if (code == 421 || enhanced.startsWith("4.7.") || enhanced.equals("4.5.3") || enhanced.equals("4.3.2")) {
            return new Submission.Deferred(FailureReason.THROTTLED, detail, Duration.ofMinutes(1));
        }
        if (code == 450 || code == 451) {
            // greylisting: the same message from the same address some minutes later
            return new Submission.Deferred(FailureReason.THROTTLED, detail, Duration.ofMinutes(5));
        }
        return new Submission.Deferred(FailureReason.OTHER, detail, Duration.ofMinutes(5));
    }

    private FailureReason reason(Stage stage) {
        switch (enhanced) {
            case "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4" -> {
                return FailureReason.UNKNOWN_ADDRESS;
            }
            case "5.1.7", "5.1.8" -> {
                return FailureReason.SENDER_REFUSED;
            }
            case "5.2.2", "5.4.7" -> {
                return FailureReason.EXPIRED;
            }
            case "5.2.3", "5.3.4" -> {
                return FailureReason.CONTENT_REFUSED;
            }
            case "5.7.8", "5.7.0" -> {
                return FailureReason.ACCOUNT;
            }
            default -> {}
        }
        if (enhanced.startsWith("5.7.")) {
            return FailureReason.BLOCKED;
        }
        if (enhanced.startsWith("5.6.")) {
            return FailureReason.CONTENT_REFUSED;
        }
        return reasonByWords(stage);
    }

    /// 550 alone proves nothing, so without an enhanced code the words decide.
    private FailureReason reasonByWords(Stage stage) {
        String words = text.toLowerCase(Locale.ROOT);
        return switch (stage) {
            case MAIL -> code == 552 ? FailureReason.CONTENT_REFUSED : FailureReason.SENDER_REFUSED;
            case RECIPIENT ->
                NOBODY.matcher(words).find()
                        ? FailureReason.UNKNOWN_ADDRESS
                        : SPAM.matcher(words).find() ? FailureReason.BLOCKED : FailureReason.OTHER;
            case CONTENT ->
                code == 552
                        ? FailureReason.CONTENT_REFUSED
                        : code == 554 || SPAM.matcher(words).find() ? FailureReason.BLOCKED : FailureReason.OTHER;
        };
    }
}
