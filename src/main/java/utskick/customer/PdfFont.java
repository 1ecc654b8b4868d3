package utskick.customer;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.openpdf.text.pdf.BaseFont;

/// The screens' typeface as a PDF embeds it, with its Greek, Polish and Nordic letters. The library that brings it has
/// it as WOFF 1.0 for browsers: the tables of a TrueType font, each compressed by itself (W3C, section 5).
final class PdfFont {

    private static final String PLACE =
            "/META-INF/resources/webjars/fontsource__source-sans-pro/4.5.11/files/source-sans-pro-all-%d-normal.woff";

    private static final int WOFF = 0x774f4646;
    private static final int WOFF_HEADER = 44;
    private static final int WOFF_ENTRY = 20;
    private static final int SFNT_HEADER = 12;
    private static final int SFNT_ENTRY = 16;

    private PdfFont() {}

    /// @param weight 400 or 600
    static BaseFont of(int weight) {
        var place = PLACE.formatted(weight);
        try (var in = PdfFont.class.getResourceAsStream(place)) {
            if (in == null) {
                throw new IllegalStateException("missing " + place);
            }
            return BaseFont.createFont(
                    "source-sans-pro-%d.ttf".formatted(weight),
                    BaseFont.IDENTITY_H,
                    BaseFont.EMBEDDED,
                    true,
                    unpack(in.readAllBytes()),
                    null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The TrueType font inside a WOFF 1.0 file.
    static byte[] unpack(byte[] woff) throws IOException {
        var in = ByteBuffer.wrap(woff);
        if (in.getInt(0) != WOFF) {
            throw new IOException("not a WOFF 1.0 font");
        }
        int tables = in.getShort(12) & 0xffff;
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        int power = Integer.highestOneBit(tables);
        out.writeInt(in.getInt(4));
        out.writeShort(tables);
        out.writeShort(power * 16);
        out.writeShort(Integer.numberOfTrailingZeros(power));
        out.writeShort(tables * 16 - power * 16);
        int offset = SFNT_HEADER + SFNT_ENTRY * tables;
        for (int i = 0; i < tables; i++) {
            int entry = WOFF_HEADER + WOFF_ENTRY * i;
            int length = in.getInt(entry + 12);
            out.writeInt(in.getInt(entry));
            out.writeInt(in.getInt(entry + 16));
            out.writeInt(offset);
            out.writeInt(length);
            offset += padded(length);
        }
        for (int i = 0; i < tables; i++) {
            int entry = WOFF_HEADER + WOFF_ENTRY * i;
            int length = in.getInt(entry + 12);
            out.write(table(woff, in.getInt(entry + 4), in.getInt(entry + 8), length), 0, length);
            out.write(new byte[padded(length) - length]);
        }
        return bytes.toByteArray();
    }

    private static int padded(int length) {
        return (length + 3) & ~3;
    }

    private static byte[] table(byte[] woff, int offset, int packed, int length) throws IOException {
        var table = new byte[length];
        if (packed == length) {
            System.arraycopy(woff, offset, table, 0, length);
            return table;
        }
        try (var inflater = new Inflater()) {
            inflater.setInput(woff, offset, packed);
            int at = 0;
            while (at < length) {
                int read = inflater.inflate(table, at, length - at);
                if (read == 0) {
                    throw new IOException("a table of the font ends too early");
                }
                at += read;
            }
            return table;
        } catch (DataFormatException e) {
            throw new IOException("a table of the font cannot be unpacked", e);
        }
    }
}
