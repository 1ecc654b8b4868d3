package utskick.kernel;

import java.util.Locale;
import java.util.regex.Pattern;

/// An e-mail address in lower case. Stricter than RFC 5321 on purpose: no quoted local parts, no comments, no source
/// routes, no address literals, no control characters, a dot in the domain; what registers hold by mistake stays out.
public record EmailAddress(String value) implements Address {

    private static final Pattern ADDR_SPEC =
            Pattern.compile("(?=.{3,254}$)[a-z0-9!#$&'*+/=?^_`{|}~-]+(?:\\.[a-z0-9!#$&'*+/=?^_`{|}~-]+)*"
                    + "@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    public EmailAddress {
        value = value.strip().toLowerCase(Locale.ROOT);
        if (!ADDR_SPEC.matcher(value).matches() || value.indexOf('@') > 64) {
            throw new IllegalArgumentException("not an e-mail address");
        }
    }

    @Override
    public Channel channel() {
        return Channel.EMAIL;
    }

    public String domain() {
        return value.substring(value.indexOf('@') + 1);
    }
}
