package utskick.template;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One part of a prepared e-mail. Mostly ASCII: quoted-printable, where the lines without a variable are encoded once
/// for all recipients. Mostly Greek: base64, which is half as long then (one letter is 6 octets against 2.67), and
/// encoded for each recipient as a whole, for one value shifts all that follows.
final class MailBody {

    /// What is the same for everybody, ready to be copied, or a line to be filled in.
    private sealed interface Chunk {

        record Fixed(byte[] bytes) implements Chunk {}

        record Line(TextTemplate template) implements Chunk {}
    }

    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(76, new byte[] {'\r', '\n'});

    private final TextTemplate template;
    private final boolean base64;
    private final List<Chunk> chunks;
    private final int expectedSize;

    MailBody(TextTemplate template, ValueFormat anyFormat) {
        this.template = template;
        var sample = template.fill(new NoValues(), anyFormat);
        this.base64 = sample.codePoints().filter(it -> it >= 0x80).count() * 5 > sample.length();
        this.chunks = base64 ? List.of() : chunks(template);
        this.expectedSize = 3 * template.expectedLength() + 256;
    }

    int expectedSize() {
        return expectedSize;
    }

    String transferEncoding() {
        return base64 ? "base64" : "quoted-printable";
    }

    void write(List<@Nullable String> values, ValueFormat format, ByteSink out) {
        if (base64) {
            var text = template.fill(values, format).replace("\n", "\r\n");
            out.write(BASE64.encode(text.getBytes(StandardCharsets.UTF_8)));
            out.crlf();
            return;
        }
        var line = new StringBuilder();
        for (var chunk : chunks) {
            switch (chunk) {
                case Chunk.Fixed(var bytes) -> out.write(bytes);
                case Chunk.Line(var words) -> {
                    line.setLength(0);
                    words.fill(values, format, line);
                    QuotedPrintable.line(line, out);
                }
            }
        }
    }

    private static List<Chunk> chunks(TextTemplate template) {
        var chunks = new ArrayList<Chunk>();
        var fixed = new ByteSink(1024);
        for (var line : template.lines()) {
            if (line.isStatic()) {
                QuotedPrintable.line(line.literal(), fixed);
            } else {
                chunks.add(new Chunk.Fixed(fixed.toBytes()));
                chunks.add(new Chunk.Line(line));
                fixed = new ByteSink(1024);
            }
        }
        chunks.add(new Chunk.Fixed(fixed.toBytes()));
        return chunks;
    }

    /// A recipient of whom nothing is known.
    private static final class NoValues extends java.util.AbstractList<@Nullable String> {

        @Override
        public @Nullable String get(int index) {
            return null;
        }

        @Override
        public int size() {
            return Integer.MAX_VALUE;
        }
    }
}
