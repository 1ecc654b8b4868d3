package utskick.gateway.simulator;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// An append-only file of what was accepted, one line each, fields separated by tabs, written before the answer
/// is sent. A line is in the operating system's hands when [#append] returns, so it survives the death of this
/// program; a line that a killed program left half written is closed off at the next start and skipped by
/// [#read].
final class AcceptedLog implements AutoCloseable {

    private final Path file;
    private final OutputStream out;

    AcceptedLog(Path file) throws IOException {
        this.file = file;
        boolean torn = endsWithinALine(file);
        this.out = new FileOutputStream(file.toFile(), true);
        if (torn) {
            out.write('\n');
        }
    }

    /// Appends lines that end with a line feed each.
    synchronized void append(byte[] lines, int length) throws IOException {
        out.write(lines, 0, length);
    }

    static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> escaped.append("\\\\");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    static String unescape(String text) {
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                c = switch (text.charAt(++i)) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    default -> text.charAt(i);
                };
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /// The fields of each whole line.
    static void read(Path file, int fields, Consumer<List<String>> consumer) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (Stream<String> lines = Files.lines(file)) {
            lines.map(line -> line.split("\t", -1))
                    .filter(line -> line.length == fields)
                    .map(line -> Stream.of(line).map(AcceptedLog::unescape).toList())
                    .forEach(consumer);
        }
    }

    /// The fields of the whole lines within the last `octets` octets: enough for the pages after a restart.
    static List<List<String>> tail(Path file, int fields, int octets) throws IOException {
        List<List<String>> lines = new ArrayList<>();
        if (!Files.exists(file)) {
            return lines;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - octets);
            byte[] end = new byte[(int) (in.length() - from)];
            in.seek(from);
            in.readFully(end);
            String[] all = new String(end, StandardCharsets.UTF_8).split("\n", -1);
            for (int i = from == 0 ? 0 : 1; i < all.length; i++) {
                String[] line = all[i].split("\t", -1);
                if (line.length == fields) {
                    lines.add(Stream.of(line).map(AcceptedLog::unescape).toList());
                }
            }
        }
        return lines;
    }

    private static boolean endsWithinALine(Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return false;
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(in.length() - 1);
            return in.read() != '\n';
        }
    }

    Path file() {
        return file;
    }

    @Override
    public synchronized void close() throws IOException {
        out.close();
    }
}
