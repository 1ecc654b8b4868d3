package utskick.customer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import utskick.kernel.Channel;

/// Writes the rows of one import into its staging tables. The rows are gathered to chunks on the caller's thread; a
/// second thread hands each chunk to the database by COPY while the next is read, so memory is two chunks, however
/// long the file is.
final class Staging implements AutoCloseable {

    /// Characters in a chunk: long enough that the round trip does not count, short enough for a small heap.
    private static final int CHUNK = 4 << 20;

    private static final String ROW_COLUMNS = "import_id, line, record, number, fault, fingerprint, kind, first_name,"
            + " last_name, company_name, company_number, tax_id, language, country, store, category, street, postcode,"
            + " city, birth_year, birth_month, birth_day, name_day, points, balance, last_purchase, status, protected,"
            + " note, custom, groups, points_key, sms_state, sms_at, sms_wording, email_state, email_at,"
            + " email_wording";
    private static final String POINT_COLUMNS =
            "import_id, line, channel, label, position, as_entered, address, problem, reachable";
    private static final String PROBLEM_COLUMNS = "import_id, line, heading, problem, value";

    private final long importId;
    private final CopyText rows = new CopyText();
    private final CopyText points = new CopyText();
    private final CopyText problems = new CopyText();
    private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread writer;

    private record Chunk(byte[] rows, byte[] points, byte[] problems, boolean last) {}

    /// @param connection used by this staging alone until it is closed
    Staging(Connection connection, long importId) throws SQLException {
        this.importId = importId;
        var copy = connection.unwrap(PGConnection.class).getCopyAPI();
        this.writer = Thread.ofPlatform().name("import-" + importId).start(() -> write(copy));
    }

    void add(StagedRow row) {
        rows.add(importId).add(row.line).add(row.record).add(row.number).add(row.fault);
        rows.add(row.fingerprint).add(kind(row));
        rows.add(row.firstName).add(row.lastName).add(row.companyName).add(row.companyNumber);
        rows.add(row.taxId).add(row.language).add(row.country).add(row.store).add(row.category);
        rows.add(row.street).add(row.postcode).add(row.city);
        var birthday = row.birthday;
        if (birthday == null) {
            rows.add((String) null).add((String) null).add((String) null);
        } else {
            rows.add(birthday.year()).add(birthday.month()).add(birthday.day());
        }
        rows.add(row.nameDay).add(row.points).add(row.balance).add(row.lastPurchase);
        rows.add(row.status).add(row.isProtected).add(row.note);
        rows.add(row.custom == null ? null : row.custom + "}").add(row.groups).add(pointsKey(row));
        add(row.sms);
        add(row.email);
        rows.endRow();
        for (var point : row.contactPoints) {
            points.add(importId).add(row.line).add(point.channel()).add(point.label());
            points.add(point.position()).add(point.asEntered()).add(point.address());
            points.add(point.problem()).add(point.reachable()).endRow();
        }
        for (var problem : row.problems) {
            problems.add(importId).add(row.line).add(problem.heading());
            problems.add(problem.problem()).add(problem.value()).endRow();
        }
        if (rows.length() + points.length() > CHUNK) {
            hand(false);
        }
    }

    /// Waits until everything is in the staging tables.
    void finish() {
        hand(true);
        try {
            writer.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an import was staged", e);
        }
        rethrow();
    }

    private void add(StagedRow.Consent consent) {
        rows.add(consent.present && consent.word != null ? consent.word.state() : null);
        rows.add(consent.at).add(consent.wording);
    }

    private static @Nullable String kind(StagedRow row) {
        if (row.companyName == null && row.firstName == null && row.lastName == null) {
            return null;
        }
        boolean person = row.firstName != null && !row.firstName.isEmpty()
                || row.lastName != null && !row.lastName.isEmpty()
                || row.companyNumber != null && !row.companyNumber.isEmpty();
        return !person && row.companyName != null && !row.companyName.isEmpty() ? "company" : "person";
    }

    /// The contact points as `customer.contact_point` would show them, in its order.
    private static String pointsKey(StagedRow row) {
        if (row.contactPoints.isEmpty()) {
            return "";
        }
        var key = new StringBuilder();
        for (var channel : Channel.values()) {
            for (var point : row.contactPoints) {
                if (point.channel().equals(channel.name())) {
                    key.append(point.channel())
                            .append(' ')
                            .append(point.label())
                            .append(' ');
                    key.append(point.position())
                            .append(' ')
                            .append(point.asEntered())
                            .append('|');
                }
            }
        }
        return key.toString();
    }

    private void hand(boolean last) {
        rethrow();
        try {
            queue.put(new Chunk(rows.take(), points.take(), problems.take(), last));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an import was staged", e);
        }
    }

    private void write(CopyManager copy) {
        try {
            Chunk chunk;
            do {
                chunk = queue.take();
                if (failure.get() == null) {
                    copy(copy, "staged_row", ROW_COLUMNS, chunk.rows());
                    copy(copy, "staged_point", POINT_COLUMNS, chunk.points());
                    copy(copy, "staged_problem", PROBLEM_COLUMNS, chunk.problems());
                }
            } while (!chunk.last());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.compareAndSet(null, e);
        }
    }

    /// A failure is kept for the reading thread; the queue is emptied all the same, so that nobody waits for ever.
    private void copy(CopyManager copy, String table, String columns, byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        try {
            var in = copy.copyIn("COPY customer." + table + "_" + importId + " (" + columns + ") FROM STDIN");
            try {
                in.writeToCopy(bytes, 0, bytes.length);
                in.endCopy();
            } finally {
                if (in.isActive()) {
                    in.cancelCopy();
                }
            }
        } catch (SQLException e) {
            failure.compareAndSet(null, e);
        }
    }

    private void rethrow() {
        var thrown = failure.get();
        if (thrown != null) {
            throw new UncheckedIOException(new IOException("staging import " + importId + " failed", thrown));
        }
    }

    /// Ends the writer when reading has failed half way.
    @Override
    public void close() {
        if (writer.isAlive()) {
            writer.interrupt();
        }
    }
}
