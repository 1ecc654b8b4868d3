package utskick.kernel;

/// Where one message goes. An address is normalised when it is made, so two equal addresses are one recipient.
public sealed interface Address permits PhoneNumber, EmailAddress {

    /// The normalised form: E.164 with `+`, or the e-mail address in lower case.
    String value();

    Channel channel();

    /// @throws IllegalArgumentException when `value` is no address of that channel
    static Address of(Channel channel, String value) {
        return switch (channel) {
            case SMS -> new PhoneNumber(value);
            case EMAIL -> new EmailAddress(value);
        };
    }
}
