package utskick.gateway.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// One SMS part that the simulated SMS centre took: a line of its log.
///
/// @param id       the id it was answered with
/// @param part     `reference/total/number`, or `-` for a text of one part
/// @param encoding `GSM7`, `UCS2` or `LATIN1`
public record AcceptedSms(Instant at, String id, String from, String to, String part, String encoding, String text) {

    static final String FILE = "sms.log";
    private static final int FIELDS = 7;

    /// Reads a whole log, one line at a time.
    ///
    /// @param folder the simulator's folder
    public static void readAll(Path folder, Consumer<AcceptedSms> consumer) throws IOException {
        AcceptedLog.read(folder.resolve(FILE), FIELDS, fields -> consumer.accept(of(fields)));
    }

    static List<AcceptedSms> tail(Path folder, int octets) throws IOException {
        return AcceptedLog.tail(folder.resolve(FILE), FIELDS, octets).stream()
                .map(AcceptedSms::of)
                .toList();
    }

    String line() {
        return at + "\t" + id + "\t" + AcceptedLog.escape(from) + "\t" + AcceptedLog.escape(to) + "\t" + part + "\t"
                + encoding + "\t" + AcceptedLog.escape(text) + "\n";
    }

    private static AcceptedSms of(List<String> fields) {
        return new AcceptedSms(
                Instant.parse(fields.get(0)),
                fields.get(1),
                fields.get(2),
                fields.get(3),
                fields.get(4),
                fields.get(5),
                fields.get(6));
    }
}
