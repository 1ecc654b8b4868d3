package utskick.template;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;

/// An e-mail prepared for a whole batch: everything that is the same for all recipients is encoded once, and a
/// message is written by copying it and filling in the rest (about 5 µs where a mail library takes 70 to 500). The
/// result is the message of RFC 5322: multipart/alternative, plain text first, UTF-8, lines ended by CR LF, not
/// dot-stuffed. Safe for use by several threads.
public final class MailTemplate {

    /// Who writes. Answers go to `replyTo` when it is given.
    public record From(
            String name, EmailAddress address, @Nullable EmailAddress replyTo) {

        public From(String name, EmailAddress address) {
            this(name, address, null);
        }
    }

    /// What is a message's own: our name of it, to whom, when. The Message-ID is made of the reference.
    public record Letter(String reference, EmailAddress to, Instant date) {}

    /// It can stand in neither encoding: `=_` is no quoted-printable, and base64 has no underscore (RFC 2045 6.7).
    private static final String BOUNDARY = "=_utskick_alternative";

    /// English whatever the machine speaks.
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)*");

    private static final Pattern ADDRESS = Pattern.compile("https?://[!-;=?-~]{1,900}");

    private final Content content;
    private final String from;
    private final String domain;
    private final @Nullable String fixedSubject;
    private final MailBody text;
    private final MailBody html;
    private final byte[] betweenHeaderAndText;
    private final byte[] betweenTextAndHtml;
    private final byte[] end;

    private MailTemplate(Content content, From from) {
        this.content = content;
        this.from = "From: " + (from.name().isBlank() ? "" : HeaderText.phrase(from.name()) + "\r\n ") + "<"
                + from.address().value() + ">\r\n"
                + (from.replyTo() == null ? "" : "Reply-To: <" + from.replyTo().value() + ">\r\n");
        this.domain = from.address().domain();
        var format = ValueFormat.of(Locale.ENGLISH, Channel.EMAIL);
        this.fixedSubject = content.subjectTemplate().isStatic()
                ? HeaderText.unstructured(content.subjectTemplate().fill(List.of(), format))
                : null;
        this.text = new MailBody(content.textTemplate(), format);
        this.html = new MailBody(content.htmlTemplate(), format);
        this.betweenHeaderAndText = ascii("Precedence: bulk\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/alternative;\r\n boundary=\"" + BOUNDARY + "\"\r\n\r\n"
                + part("text/plain", text));
        this.betweenTextAndHtml = ascii(part("text/html", html));
        this.end = ascii("--" + BOUNDARY + "--\r\n");
    }

    /// @throws IllegalArgumentException when the content is no e-mail
    public static MailTemplate of(Content content, From from) {
        if (content.channel() != Channel.EMAIL) {
            throw new IllegalArgumentException("an SMS has no e-mail form");
        }
        return new MailTemplate(content, from);
    }

    /// The message of one recipient. When the content names the recipient's opt-out address, as
    /// `https://…/{{opt_out}}`, it also goes into `List-Unsubscribe`, and with `https` into the one-click form of
    /// RFC 8058.
    ///
    /// @throws IllegalArgumentException when the reference could not stand in a Message-ID
    public byte[] write(Letter letter, List<@Nullable String> values, Locale language) {
        if (!REFERENCE.matcher(letter.reference()).matches()) {
            throw new IllegalArgumentException("not a reference: " + letter.reference());
        }
        var format = ValueFormat.of(language, Channel.EMAIL);
        var out = new ByteSink(1024 + text.expectedSize() + html.expectedSize());
        out.ascii("Date: ");
        out.ascii(DATE.format(letter.date()));
        out.ascii("\r\n");
        out.ascii(from);
        out.ascii("To: <");
        out.ascii(letter.to().value());
        out.ascii(">\r\nSubject: ");
        out.ascii(
                fixedSubject != null
                        ? fixedSubject
                        : HeaderText.unstructured(content.subjectTemplate().fill(values, format)));
        out.ascii("\r\nMessage-ID: <");
        out.ascii(letter.reference());
        out.ascii("@");
        out.ascii(domain);
        out.ascii(">\r\n");
        unsubscribe(values, out);
        out.write(betweenHeaderAndText);
        text.write(values, format, out);
        out.write(betweenTextAndHtml);
        html.write(values, format, out);
        out.write(end);
        return out.toBytes();
    }

    private void unsubscribe(List<@Nullable String> values, ByteSink out) {
        var template = content.optOutAddress();
        if (template == null) {
            return;
        }
        var format = ValueFormat.of(Locale.ENGLISH, Channel.EMAIL);
        var address = template.fill(values, format).strip();
        if (!ADDRESS.matcher(address).matches()) {
            return;
        }
        out.ascii("List-Unsubscribe: <");
        out.ascii(address);
        out.ascii(">\r\n");
        if (address.startsWith("https://")) {
            out.ascii("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
        }
    }

    /// The line end before the boundary belongs to it (RFC 2046 section 5.1.1): it is the one that ends the body's
    /// last line.
    private static String part(String type, MailBody body) {
        return "--" + BOUNDARY + "\r\nContent-Type: " + type + "; charset=utf-8\r\nContent-Transfer-Encoding: "
                + body.transferEncoding() + "\r\n\r\n";
    }

    private static byte[] ascii(String text) {
        var out = new ByteSink(text.length());
        out.ascii(text);
        return out.toBytes();
    }
}
