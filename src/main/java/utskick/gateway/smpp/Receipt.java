package utskick.gateway.smpp;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import utskick.gateway.DeliveryReport;
import utskick.gateway.FailureReason;

/// What a delivery receipt says. The form of its text is each vendor's own (SMPP 3.4 appendix B), so it is read
/// by key, in any order and case. What stands after `text:` was written by a customer's shop and is never looked
/// at. Optional parameters win over the text.
///
/// @param messageId null when the receipt names no message
record Receipt(
        @Nullable String messageId,
        DeliveryReport.State state,
        @Nullable FailureReason reason,
        String detail) {

    private static final Pattern TEXT = Pattern.compile("(?i)(?:^|\\s)text\\s*:");
    private static final Pattern KEY =
            Pattern.compile("(?i)(?:^|\\s)(id|sub|dlvrd|submit date|done date|stat|err)\\s*:\\s*([^\\s:]*)");
    private static final int GSM_NETWORK = 3;

    static Receipt of(ShortMessage message) {
        Map<String, String> keys = keys(new String(message.body(), StandardCharsets.ISO_8859_1));
        String id = string(message.optional().get(ShortMessage.RECEIPTED_MESSAGE_ID));
        if (id == null || id.isEmpty()) {
            id = keys.get("id");
        }
        byte[] tlvState = message.optional().get(ShortMessage.MESSAGE_STATE);
        String stat =
                tlvState != null && tlvState.length > 0 ? stat(tlvState[0] & 0xFF) : keys.getOrDefault("stat", "");
        byte[] network = message.optional().get(ShortMessage.NETWORK_ERROR_CODE);
        String error = keys.getOrDefault("err", "");
        return new Receipt(
                id == null || id.isEmpty() ? null : id,
                state(stat),
                reason(state(stat), stat, network),
                detail(stat, error, network));
    }

    private static Map<String, String> keys(String text) {
        Matcher end = TEXT.matcher(text);
        Matcher matcher = KEY.matcher(end.find() ? text.substring(0, end.start()) : text);
        Map<String, String> keys = new HashMap<>();
        while (matcher.find()) {
            keys.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), matcher.group(2));
        }
        return keys;
    }

    /// The values of message_state (SMPP 3.4 section 5.2.28) by the words of the text form.
    private static String stat(int messageState) {
        return switch (messageState) {
            case 0 -> "SCHEDULED";
            case 1 -> "ENROUTE";
            case 2 -> "DELIVRD";
            case 3 -> "EXPIRED";
            case 4 -> "DELETED";
            case 5 -> "UNDELIV";
            case 6 -> "ACCEPTD";
            case 8 -> "REJECTD";
            case 9 -> "SKIPPED";
            default -> "UNKNOWN";
        };
    }

    private static DeliveryReport.State state(String stat) {
        String word = stat.toUpperCase(Locale.ROOT);
        if (word.startsWith("DELIV")) {
            return DeliveryReport.State.DELIVERED;
        }
        if (word.startsWith("EXPIR")) {
            return DeliveryReport.State.EXPIRED;
        }
        if (word.startsWith("UNDEL")
                || word.startsWith("DELET")
                || word.startsWith("REJEC")
                || word.startsWith("FAIL")
                || word.startsWith("SKIP")) {
            return DeliveryReport.State.UNDELIVERED;
        }
        if (word.startsWith("ENROU")
                || word.startsWith("ACCEP")
                || word.startsWith("SCHED")
                || word.startsWith("BUFF")) {
            return DeliveryReport.State.BUFFERED;
        }
        return DeliveryReport.State.UNKNOWN;
    }

    /// `err:` has each operator's own codes and says nothing certain; the network_error_code of a GSM network has
    /// those of 3GPP TS 29.002.
    private static @Nullable FailureReason reason(DeliveryReport.State state, String stat, byte @Nullable [] network) {
        if (state == DeliveryReport.State.EXPIRED) {
            return FailureReason.EXPIRED;
        }
        if (state != DeliveryReport.State.UNDELIVERED) {
            return null;
        }
        if (network != null && network.length >= 3 && network[0] == GSM_NETWORK) {
            switch ((network[1] & 0xFF) << 8 | network[2] & 0xFF) {
                case 1, 5, 9, 11 -> {
                    return FailureReason.UNKNOWN_ADDRESS;
                }
                case 13, 21 -> {
                    return FailureReason.BLOCKED;
                }
                case 27, 31, 32 -> {
                    return FailureReason.EXPIRED;
                }
                default -> {}
            }
        }
        return stat.toUpperCase(Locale.ROOT).startsWith("REJEC") ? FailureReason.BLOCKED : FailureReason.OTHER;
    }

    private static String detail(String stat, String error, byte @Nullable [] network) {
        StringBuilder detail = new StringBuilder(stat);
        if (!error.isEmpty() && !error.chars().allMatch(c -> c == '0')) {
            detail.append(" err:").append(error);
        }
        if (network != null && network.length >= 3) {
            detail.append(" network:")
                    .append(network[0] & 0xFF)
                    .append('/')
                    .append((network[1] & 0xFF) << 8 | network[2] & 0xFF);
        }
        return detail.length() > 200 ? detail.substring(0, 200) : detail.toString();
    }

    private static @Nullable String string(byte @Nullable [] cString) {
        if (cString == null) {
            return null;
        }
        int end = 0;
        while (end < cString.length && cString[end] != 0) {
            end++;
        }
        return new String(cString, 0, end, StandardCharsets.ISO_8859_1);
    }
}
