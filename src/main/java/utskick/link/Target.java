package utskick.link;

import com.ibm.icu.text.IDNA;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where a counted link leads: an address of the web as it may stand in a `Location` header, in ASCII.
///
/// @param address such as `https://butiken.example/rea?f%C3%A4rg=r%C3%B6d`
public record Target(String address) {

    /// Longer ones stay as they are and are not counted.
    static final int LONGEST = 2_000;

    /// No user-info: `https://bank.example@elsewhere.example` leads elsewhere than it says.
    private static final Pattern PARTS =
            Pattern.compile("(https?)://([^/?#\\\\@:\\s\\[\\]]+)(:\\d{1,5})?([/?#].*)?", Pattern.CASE_INSENSITIVE);

    /// As browsers read names: `straße.example` is not `strasse.example`.
    private static final IDNA NAMES = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.USE_STD3_RULES);

    /// What an address may hold unescaped (RFC 3986).
    private static final String PLAIN = "-._~:/?#@!$&'()*+,;=%";

    public Target {
        if (!address.equals(ascii(address).orElse(""))) {
            throw new IllegalArgumentException("no address of the web in ASCII");
        }
    }

    /// Reads what somebody has typed; empty for what is not counted: other schemes, user-info, no real name of a
    /// host.
    public static Optional<Target> of(String typed) {
        return ascii(typed.strip()).map(Target::new);
    }

    private static Optional<String> ascii(String typed) {
        var parts = PARTS.matcher(typed);
        if (typed.length() > LONGEST || !parts.matches()) {
            return Optional.empty();
        }
        var info = new IDNA.Info();
        var host = NAMES.nameToASCII(parts.group(2), new StringBuilder(), info);
        if (info.hasErrors()) {
            return Optional.empty();
        }
        var port = parts.group(3) == null ? "" : parts.group(3);
        var rest = parts.group(4) == null ? "" : escaped(parts.group(4));
        var address = parts.group(1).toLowerCase(Locale.ROOT) + "://" + host + port + rest;
        return address.length() <= LONGEST && hasHost(address) ? Optional.of(address) : Optional.empty();
    }

    private static boolean hasHost(String address) {
        try {
            return URI.create(address).getHost() != null;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }

    private static String escaped(String rest) {
        var out = new StringBuilder();
        var bytes = rest.getBytes(StandardCharsets.UTF_8);
        boolean fragment = false;
        for (int i = 0; i < bytes.length; i++) {
            char c = (char) (bytes[i] & 0xFF);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
            if (plain && !(c == '%' && !isEscape(bytes, i)) && !(c == '#' && fragment)) {
                out.append(c);
            } else {
                out.append('%').append("%02X".formatted((int) c));
            }
            fragment |= c == '#';
        }
        return out.toString();
    }

    private static boolean isEscape(byte[] bytes, int percent) {
        return percent + 2 < bytes.length
                && Character.digit(bytes[percent + 1], 16) >= 0
                && Character.digit(bytes[percent + 2], 16) >= 0;
    }
}
