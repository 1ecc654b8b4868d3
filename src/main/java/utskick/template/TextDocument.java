package utskick.template;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;

/// A mailing as a plain text document (T8): what is downloaded can be read again, here or in Notepad, and what the till
/// or another system saved is understood, `#FORNAMN#` and its like included. An e-mail begins with a line
/// `Subject: …` and an empty line.
public final class TextDocument {

    /// More than any mailing; a larger file is a mistake.
    public static final int MAX_BYTES = 200_000;

    private static final Pattern SUBJECT = Pattern.compile(
            "(?:Subject|Ämne|Aihe|Otsikko|Θέμα|Temat|Tytuł): *([^\\n]*)\\n(?:[ \\t]*\\n)?(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);

    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    private TextDocument() {}

    /// UTF-8 with a byte order mark and CR LF, so that every editor shows it right.
    public static byte[] write(Wording wording) {
        var text =
                (wording.channel() == Channel.EMAIL ? "Subject: " + wording.subject() + "\n\n" : "") + wording.text();
        return ("\uFEFF" + text.replace("\r\n", "\n").replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8);
    }

    /// Reads a document of ours or of another system. Without a mark and not UTF-8 it is taken for the Windows code
    /// page of the user's language.
    ///
    /// @param fields those that the manuals' forms may become
    /// @throws IllegalArgumentException when it is no text, or too large; the message is a key
    public static Wording read(byte[] document, Channel channel, String language, List<MergeField> fields) {
        if (document.length > MAX_BYTES) {
            throw new IllegalArgumentException("template.document.too_large");
        }
        var text = decode(document, language).replace("\r\n", "\n").replace('\r', '\n');
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("template.document.no_text");
        }
        var subject = "";
        var matcher = SUBJECT.matcher(text);
        if (matcher.matches()) {
            subject = channel == Channel.EMAIL ? matcher.group(1).strip() : "";
            text = matcher.group(2);
        }
        var typed = channel == Channel.EMAIL ? Wording.email(subject, text, "") : Wording.sms(text);
        return Content.of(typed, fields).wording();
    }

    private static String decode(byte[] document, String language) {
        if (startsWith(document, MARK)) {
            return new String(document, MARK.length, document.length - MARK.length, StandardCharsets.UTF_8);
        }
        if (document.length >= 2
                && ((document[0] & 0xFF) == 0xFF && (document[1] & 0xFF) == 0xFE
                        || (document[0] & 0xFF) == 0xFE && (document[1] & 0xFF) == 0xFF)) {
            return new String(document, StandardCharsets.UTF_16);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(document))
                    .toString();
        } catch (CharacterCodingException _) {
            return new String(
                    document,
                    Charset.forName(
                            switch (language) {
                                case "el" -> "windows-1253";
                                case "pl" -> "windows-1250";
                                default -> "windows-1252";
                            }));
        }
    }

    private static boolean startsWith(byte[] document, byte[] start) {
        return document.length >= start.length
                && ByteBuffer.wrap(document, 0, start.length).equals(ByteBuffer.wrap(start));
    }
}
