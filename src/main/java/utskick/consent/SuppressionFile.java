package utskick.consent;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.PushbackReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.transaction.support.TransactionOperations;
import utskick.customer.PhoneReader;
import utskick.kernel.Address;
import utskick.kernel.EmailAddress;

/// A file of phone numbers and e-mail addresses to put on the suppression list: another provider's list of blocked
/// numbers, a list of complaints. Any text with an address in each line will do; what stands beside it is passed over.
/// What cannot be read to its end changes nothing.
final class SuppressionFile {

    private static final int BATCH = 5_000;
    private static final int LONGEST_LINE = 4_096;
    private static final int SHOWN = 50;
    private static final Pattern BETWEEN = Pattern.compile("[,;\\t|\"]");

    private final SuppressionList list;
    private final TransactionOperations transaction;
    private final PhoneReader phones = new PhoneReader();

    SuppressionFile(SuppressionList list, TransactionOperations transaction) {
        this.list = list;
        this.transaction = transaction;
    }

    /// What a file is said to be.
    ///
    /// @param region ISO code of the country whose numbers are written without a country code
    /// @param actor who brings it
    /// @param name the file's
    record Source(SuppressionList.Reason reason, String region, String actor, String name) {}

    /// A workbook, a picture: anything but text.
    static final class NoText extends IOException {

        private static final long serialVersionUID = 1L;

        NoText() {
            super("not a text");
        }
    }

    /// What became of a file.
    ///
    /// @param known addresses that were on the list, or earlier in the file
    /// @param unread lines without an address; the first, which may be a heading, not counted
    /// @param examples the first of them, `12: 070-`
    record Report(int added, int known, int unread, List<String> examples) {}

    /// Puts every address of the file on the list. UTF-16 needs its mark; in every other encoding addresses are the
    /// same letters.
    ///
    /// @throws NoText when the file is none
    Report read(InputStream file, Source source) throws IOException {
        try {
            return Objects.requireNonNull(transaction.execute(_ -> {
                try {
                    return readAll(file, source);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Report readAll(InputStream file, Source source) throws IOException {
        List<Address> batch = new ArrayList<>();
        List<String> examples = new ArrayList<>();
        int added = 0;
        int found = 0;
        int unread = 0;
        int number = 0;
        var lines = reader(file);
        for (var line = line(lines); line.isPresent(); line = line(lines)) {
            number++;
            String text = line.get().strip();
            var addresses = addresses(text, source.region());
            if (addresses.isEmpty() && !text.isEmpty() && number > 1) {
                unread++;
                if (examples.size() < SHOWN) {
                    examples.add("%d: %s".formatted(number, text.substring(0, Math.min(60, text.length()))));
                }
            }
            found += addresses.size();
            batch.addAll(addresses);
            if (batch.size() >= BATCH) {
                added += list.add(batch, source.reason(), source.actor(), source.name());
                batch.clear();
            }
        }
        added += list.add(batch, source.reason(), source.actor(), source.name());
        return new Report(added, found - added, unread, examples);
    }

    /// The address that somebody typed, or that stands in a cell.
    static Optional<Address> address(String text, String region, PhoneReader phones) {
        if (text.indexOf('@') >= 0) {
            try {
                return Optional.of(new EmailAddress(text.strip()));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(phones.read(text, region).number());
    }

    private List<Address> addresses(String line, String region) {
        List<Address> addresses = new ArrayList<>();
        for (String cell : BETWEEN.split(line)) {
            address(cell, region, phones).ifPresent(addresses::add);
        }
        return addresses;
    }

    private static PushbackReader reader(InputStream file) throws IOException {
        var in = new PushbackInputStream(new BufferedInputStream(file), 3);
        byte[] head = in.readNBytes(3);
        boolean little = head.length > 1 && head[0] == (byte) 0xFF && head[1] == (byte) 0xFE;
        boolean big = head.length > 1 && head[0] == (byte) 0xFE && head[1] == (byte) 0xFF;
        boolean marked = head.length > 2 && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB;
        if (!marked) {
            in.unread(head, little || big ? 2 : 0, head.length - (little || big ? 2 : 0));
        }
        return new PushbackReader(new BufferedReader(new InputStreamReader(
                in, little ? StandardCharsets.UTF_16LE : big ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8)));
    }

    /// The next line; of an endless one the beginning.
    private static Optional<String> line(PushbackReader reader) throws IOException {
        var line = new StringBuilder();
        int letter = reader.read();
        if (letter < 0) {
            return Optional.empty();
        }
        while (letter >= 0 && letter != '\n' && letter != '\r') {
            if (letter == 0) {
                throw new NoText();
            }
            if (line.length() < LONGEST_LINE) {
                line.append((char) letter);
            }
            letter = reader.read();
        }
        if (letter == '\r') {
            int next = reader.read();
            if (next >= 0 && next != '\n') {
                reader.unread(next);
            }
        }
        return Optional.of(line.toString());
    }
}
