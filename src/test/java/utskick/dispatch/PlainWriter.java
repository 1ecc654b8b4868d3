package utskick.dispatch;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import utskick.gateway.OutboundMessage;
import utskick.kernel.Address;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;

/// Writes "Hello <field>!", ten characters a part, so that a test can make messages of as many parts as it likes.
final class PlainWriter implements Writer {

    private static final int PART = 10;

    static String text(@Nullable String field) {
        return "Hello " + (field == null ? "you" : field) + "!";
    }

    @Override
    public Written write(String reference, String sender, Address to, String language, List<@Nullable String> fields) {
        var text = text(fields.getFirst());
        return switch (to) {
            case PhoneNumber phone -> {
                var parts = new ArrayList<String>();
                for (int i = 0; i < text.length(); i += PART) {
                    parts.add(text.substring(i, Math.min(text.length(), i + PART)));
                }
                yield new Written(
                        new OutboundMessage.Sms(reference, sender, phone, OutboundMessage.Encoding.GSM7, parts),
                        parts.size());
            }
            case EmailAddress mail ->
                new Written(
                        new OutboundMessage.Mail(
                                reference,
                                new EmailAddress("shop@example.com"),
                                mail,
                                text.getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                        1);
        };
    }

    @Override
    public Measure measure(String language, List<@Nullable String> fields) {
        var text = text(fields.getFirst());
        var dear = text.codePoints()
                .filter(it -> it > 0xff)
                .mapToObj(Character::toString)
                .collect(Collectors.toSet());
        int units = (text.length() + PART - 1) / PART;
        return new Measure(
                units,
                dear.isEmpty() ? Set.of() : dear,
                fields.getFirst() == null ? List.of("first_name") : List.of(),
                units > 3);
    }

    @Override
    public Text text(String language, List<@Nullable String> fields) {
        return new Text("", text(fields.getFirst()));
    }
}
