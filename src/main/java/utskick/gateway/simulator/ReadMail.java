package utskick.gateway.simulator;

import jakarta.mail.BodyPart;
import jakarta.mail.Header;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UnsupportedEncodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;

/// An e-mail as a mail program reads it.
///
/// @param html  empty when there is none
/// @param links to web addresses, of the HTML, the plain text and the List-Unsubscribe header, each once
public record ReadMail(
        String subject, List<Field> header, String plain, String html, List<String> attachments, Set<String> links) {

    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s<>\"]+");
    private static final int DEEPEST = 20;

    /// One line of the header, decoded.
    public record Field(String name, String value) {}

    static ReadMail of(byte[] content) throws IOException {
        try {
            MimeMessage message = new MimeMessage(null, new ByteArrayInputStream(content));
            List<Field> header = new ArrayList<>();
            for (Header field : Collections.list(message.getAllHeaders())) {
                header.add(new Field(field.getName(), decoded(MimeUtility.unfold(field.getValue()))));
            }
            Parts parts = new Parts();
            parts.add(message, 0);
            String subject = message.getSubject();
            return new ReadMail(
                    subject == null ? "" : subject,
                    header,
                    parts.plain.toString(),
                    parts.html.toString(),
                    parts.attachments,
                    links(parts, message.getHeader("List-Unsubscribe", " ")));
        } catch (MessagingException e) {
            throw new IOException("a message that cannot be read", e);
        }
    }

    /// The subject of a message of which only the beginning is at hand.
    static String subject(byte[] beginning) {
        try {
            String subject = new MimeMessage(null, new ByteArrayInputStream(beginning)).getSubject();
            return subject == null ? "" : subject;
        } catch (MessagingException e) {
            return "";
        }
    }

    private static final class Parts {
        private final StringBuilder plain = new StringBuilder();
        private final StringBuilder html = new StringBuilder();
        private final List<String> attachments = new ArrayList<>();

        void add(Part part, int depth) throws MessagingException, IOException {
            String name = part.getFileName();
            if (name != null || Part.ATTACHMENT.equalsIgnoreCase(part.getDisposition())) {
                attachments.add(name == null ? part.getContentType() : decoded(name));
            } else if (part.isMimeType("text/html") && part.getContent() instanceof String text) {
                html.append(text);
            } else if (part.isMimeType("text/plain") && part.getContent() instanceof String text) {
                plain.append(text);
            } else if (part.getContent() instanceof Multipart multipart && depth < DEEPEST) {
                for (int i = 0; i < multipart.getCount(); i++) {
                    BodyPart inner = multipart.getBodyPart(i);
                    add(inner, depth + 1);
                }
            }
        }
    }

    private static Set<String> links(Parts parts, String... others) {
        Set<String> links = new LinkedHashSet<>();
        Jsoup.parse(parts.html.toString()).select("a[href]").forEach(a -> addAll(links, a.attr("href")));
        addAll(links, parts.plain.toString());
        for (String other : others) {
            if (other != null) {
                addAll(links, other);
            }
        }
        return links;
    }

    private static void addAll(Set<String> links, String text) {
        for (Matcher matcher = ADDRESS.matcher(text); matcher.find(); ) {
            links.add(matcher.group());
        }
    }

    private static String decoded(String text) {
        try {
            return MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException e) {
            return text;
        }
    }
}
