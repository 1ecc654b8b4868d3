package utskick.gateway.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// One e-mail that the simulated mail server took: a line of its log.
///
/// @param id        counted from 1 for each folder
/// @param from      of the envelope
/// @param to        of the envelope
/// @param messageId the header of that name, may be empty
/// @param offset    where its content begins in `mail.data`; -1 when contents are not kept
/// @param length    of the content in octets
public record AcceptedMail(Instant at, long id, String from, String to, String messageId, long offset, int length) {

    static final String FILE = "mail.log";
    static final String DATA = "mail.data";
    private static final int FIELDS = 7;

    /// Reads a whole log, one line at a time.
    ///
    /// @param folder the simulator's folder
    public static void readAll(Path folder, Consumer<AcceptedMail> consumer) throws IOException {
        AcceptedLog.read(folder.resolve(FILE), FIELDS, fields -> consumer.accept(of(fields)));
    }

    static List<AcceptedMail> tail(Path folder, int octets) throws IOException {
        return AcceptedLog.tail(folder.resolve(FILE), FIELDS, octets).stream()
                .map(AcceptedMail::of)
                .toList();
    }

    String line() {
        return at + "\t" + id + "\t" + AcceptedLog.escape(from) + "\t" + AcceptedLog.escape(to) + "\t"
                + AcceptedLog.escape(messageId) + "\t" + offset + "\t" + length + "\n";
    }

    private static AcceptedMail of(List<String> fields) {
        return new AcceptedMail(
                Instant.parse(fields.get(0)),
                Long.parseLong(fields.get(1)),
                fields.get(2),
                fields.get(3),
                fields.get(4),
                Long.parseLong(fields.get(5)),
                Integer.parseInt(fields.get(6)));
    }
}
