package utskick.kernel;

import java.util.regex.Pattern;

/// A phone number in E.164 form, `+46701740605`: at most 15 digits, country code first (ITU-T E.164).
/// Reading what people type is the register's work; here only the finished form is accepted.
public record PhoneNumber(String value) implements Address {

    private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

    public PhoneNumber {
        if (!E164.matcher(value).matches()) {
            throw new IllegalArgumentException("not an E.164 phone number");
        }
    }

    @Override
    public Channel channel() {
        return Channel.SMS;
    }
}
