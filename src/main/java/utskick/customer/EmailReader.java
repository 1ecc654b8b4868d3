package utskick.customer;

import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import utskick.kernel.EmailAddress;

/// Reads an e-mail field.
final class EmailReader {

    private static final Pattern BETWEEN = Pattern.compile("\\s*[,;/|]\\s*|\\s+");

    private static final Set<String> AND =
            Set.of("och", "eller", "ja", "tai", "και", "ή", "i", "lub", "oraz", "and", "or", "&", "+");

    private EmailReader() {}

    /// An address, a reason why there is none, or neither when the field is empty.
    ///
    /// @param problem `two_addresses`, `non_ascii_address` or `invalid_address`
    record Reading(@Nullable EmailAddress address, @Nullable String problem) {}

    private static final Reading EMPTY = new Reading(null, null);

    static Reading read(String field) {
        var text = CellText.address(field);
        if (!CellText.hasLetterOrDigit(text)) {
            return EMPTY;
        }
        var address = parse(text);
        if (address != null) {
            return new Reading(address, null);
        }
        if (text.length() <= 1000 && isTwoAddresses(text)) {
            return new Reading(null, "two_addresses");
        }
        return new Reading(null, isAscii(text) || text.indexOf('@') < 0 ? "invalid_address" : "non_ascii_address");
    }

    private static @Nullable EmailAddress parse(String text) {
        if (text.length() > 254 || text.indexOf('@') < 1 || !isAscii(text)) {
            return null;
        }
        try {
            return new EmailAddress(text);
        } catch (IllegalArgumentException e) {
            // the value type says no; the caller tells the user why
            return null;
        }
    }

    private static boolean isTwoAddresses(String text) {
        var parts = BETWEEN.split(text);
        int addresses = 0;
        for (var part : parts) {
            if (parse(part) != null) {
                addresses++;
            } else if (!AND.contains(part)) {
                return false;
            }
        }
        return addresses > 1;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7e) {
                return false;
            }
        }
        return true;
    }
}
