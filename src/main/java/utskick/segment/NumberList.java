package utskick.segment;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import utskick.customer.ImportRefused;
import utskick.customer.Workbook;

/// A list of numbers as people paste it or keep it in a file, taken apart into its entries.
final class NumberList {

    /// Entries at most; more is a register to import.
    static final int MOST = 100_000;

    private static final Pattern BETWEEN = Pattern.compile("[,;\\t\\r\\n]+");

    private NumberList() {}

    /// What was typed or pasted: entries stand on lines of their own, or with commas, semicolons or tabs between.
    ///
    /// @throws CriterionRefused when there are too many
    static List<String> pasted(String text) {
        return checked(BETWEEN.splitAsStream(text));
    }

    /// A file of numbers: a workbook, or text. Of several columns it is the one with the most digits in it that
    /// counts; a first line without a digit is a heading.
    ///
    /// @throws CriterionRefused when it is neither, or too long
    static List<String> file(byte[] bytes) {
        List<List<String>> rows = Workbook.is(bytes) ? sheet(bytes) : rows(text(bytes));
        int columns = rows.stream().mapToInt(List::size).max().orElse(0);
        int column = IntStream.range(0, columns)
                .boxed()
                .max((a, b) -> Long.compare(numbers(rows, a), numbers(rows, b)) != 0
                        ? Long.compare(numbers(rows, a), numbers(rows, b))
                        : Integer.compare(b, a))
                .orElse(0);
        List<String> cells = cells(rows, column);
        boolean heading = cells.size() > 1
                && cells.getFirst().chars().noneMatch(Character::isDigit)
                && !cells.getFirst().contains("@");
        return checked(cells.stream().skip(heading ? 1 : 0));
    }

    /// How many of the first rows look like a number of a customer or a phone, or like an e-mail address.
    private static long numbers(List<List<String>> rows, int column) {
        return cells(rows.subList(0, Math.min(rows.size(), 500)), column).stream()
                .filter(cell -> cell.contains("@")
                        || 2 * cell.chars().filter(Character::isDigit).count() >= cell.length() && !cell.isBlank())
                .count();
    }

    private static List<String> cells(List<List<String>> rows, int column) {
        return rows.stream()
                .map(row -> column < row.size() ? row.get(column).strip() : "")
                .toList();
    }

    private static List<List<String>> sheet(byte[] bytes) {
        try {
            var path = Files.createTempFile("numbers", ".xlsx");
            try {
                Files.write(path, bytes);
                List<List<String>> rows = Workbook.rows(path, MOST + 2);
                if (rows.size() > MOST + 1) {
                    throw new CriterionRefused("segment.refused.numbers");
                }
                return rows;
            } finally {
                Files.delete(path);
            }
        } catch (ImportRefused e) {
            throw refused(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CriterionRefused refused(Exception problem) {
        var refused = new CriterionRefused("segment.refused.file");
        refused.initCause(problem);
        return refused;
    }

    private static List<List<String>> rows(String text) {
        String firstLine = text.lines().findFirst().orElse("");
        char separator = Stream.of(';', '\t', ',')
                .filter(it -> firstLine.indexOf(it) >= 0)
                .findFirst()
                .orElse(';');
        List<List<String>> rows = new ArrayList<>();
        try (var csv = CsvReader.builder().fieldSeparator(separator).ofCsvRecord(text)) {
            for (var row : csv) {
                rows.add(row.getFields());
                if (rows.size() > MOST + 1) {
                    throw new CriterionRefused("segment.refused.numbers");
                }
            }
        } catch (CsvParseException | IOException e) {
            throw refused(e);
        }
        return rows;
    }

    private static String text(byte[] bytes) {
        Charset charset = bytes.length > 1 && (bytes[0] & 0xff) == 0xff && (bytes[1] & 0xff) == 0xfe
                ? StandardCharsets.UTF_16LE
                : bytes.length > 1 && (bytes[0] & 0xff) == 0xfe && (bytes[1] & 0xff) == 0xff
                        ? StandardCharsets.UTF_16BE
                        : StandardCharsets.UTF_8;
        String text;
        try {
            text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            // an old till's file: the numbers, which are all that counts here, are the same in every such encoding
            text = new String(bytes, Charset.forName("windows-1252"));
        }
        if (text.indexOf('\0') >= 0) {
            throw new CriterionRefused("segment.refused.file");
        }
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static List<String> checked(Stream<String> entries) {
        List<String> list = entries.map(NumberList::clean)
                .filter(entry -> !entry.isEmpty())
                .limit(MOST + 1L)
                .toList();
        if (list.size() > MOST) {
            throw new CriterionRefused("segment.refused.numbers");
        }
        return list;
    }

    /// Without invisible characters, which a copied cell may hold, and at most as long as an e-mail address.
    private static String clean(String entry) {
        String clean = entry.replaceAll("[\\p{Cf}\\p{Cc}]", "")
                .replaceAll("[\\s\\u00a0\\u202f]+", " ")
                .strip();
        return clean.length() > 254 ? clean.substring(0, 254) : clean;
    }

    /// The entries as one text, a line each.
    static String lines(Collection<String> entries) {
        return String.join("\n", entries);
    }
}
