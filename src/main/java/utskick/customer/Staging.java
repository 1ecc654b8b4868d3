package utskick.customer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/// Writes the rows of one import into its staging tables. The rows are gathered to chunks on the caller's thread; a
/// second thread hands each chunk to the database by COPY while the next is read, so memory is two chunks, however
/// long the file is.
final class Staging implements AutoCloseable {

    /// Bytes in a chunk: long enough that the round trip does not count, short enough for a small heap.
    private static final int CHUNK = 2 << 20;

    /// A column of `customer.staged_row`.
    ///
    /// @param field the column is written only where the file has this field; null: always
    private record Column(String name, @Nullable Field field, BiConsumer<CopyText, StagedRow> value) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("line", null, (out, row) -> out.add(row.line)),
            new Column("record", null, (out, row) -> out.add(row.record)),
            new Column("number", null, (out, row) -> out.add(row.number)),
            new Column("fault", null, (out, row) -> out.add(row.fault)),
            new Column("fingerprint", null, (out, row) -> out.add(row.fingerprint)),
            new Column("points_key", null, (out, row) -> out.add(pointsKey(row))),
            new Column("kind", null, (out, row) -> out.add(kind(row))),
            new Column("external_id", Field.EXTERNAL_ID, (out, row) -> out.add(row.externalId)),
            new Column("first_name", Field.FIRST_NAME, (out, row) -> out.add(row.firstName)),
            new Column("last_name", Field.LAST_NAME, (out, row) -> out.add(row.lastName)),
            new Column("company_name", Field.COMPANY_NAME, (out, row) -> out.add(row.companyName)),
            new Column("company_number", Field.COMPANY, (out, row) -> out.add(row.companyNumber)),
            new Column("tax_id", Field.TAX_ID, (out, row) -> out.add(row.taxId)),
            new Column("language", Field.LANGUAGE, (out, row) -> out.add(row.language)),
            new Column("country", Field.COUNTRY, (out, row) -> out.add(row.country)),
            new Column("store", Field.STORE, (out, row) -> out.add(row.store)),
            new Column("category", Field.CATEGORY, (out, row) -> out.add(row.category)),
            new Column("street", Field.STREET, (out, row) -> out.add(row.street)),
            new Column("postcode", Field.POSTCODE, (out, row) -> out.add(row.postcode)),
            new Column("city", Field.CITY, (out, row) -> out.add(row.city)),
            new Column("birth_year, birth_month, birth_day", Field.BIRTHDAY, Staging::birthday),
            new Column("name_day", Field.NAME_DAY, (out, row) -> out.add(row.nameDay)),
            new Column("points", Field.POINTS, (out, row) -> out.add(row.points)),
            new Column("balance", Field.BALANCE, (out, row) -> out.add(row.balance)),
            new Column("last_purchase", Field.LAST_PURCHASE, (out, row) -> out.add(row.lastPurchase)),
            new Column("bought_12_months", Field.BOUGHT_12_MONTHS, (out, row) -> out.add(row.boughtTwelveMonths)),
            new Column("bought_this_year", Field.BOUGHT_THIS_YEAR, (out, row) -> out.add(row.boughtThisYear)),
            new Column("bought_last_year", Field.BOUGHT_LAST_YEAR, (out, row) -> out.add(row.boughtLastYear)),
            new Column(
                    "purchases_12_months", Field.PURCHASES_12_MONTHS, (out, row) -> out.add(row.purchasesTwelveMonths)),
            new Column("status", Field.STATUS, (out, row) -> out.add(row.status)),
            new Column("protected", Field.PROTECTED, (out, row) -> out.add(row.isProtected)),
            new Column("note", Field.NOTE, (out, row) -> out.add(row.note)),
            new Column("custom", Field.CUSTOM, (out, row) -> out.add(row.custom == null ? null : row.custom + "}")),
            new Column("groups", Field.GROUPS, (out, row) -> out.add(row.groups)));

    /// What a row says about consent is in the file where one of these is.
    private static final List<Field> CONSENT =
            Stream.of(Field.values()).filter(Field::isConsent).toList();

    private static final Column SMS =
            new Column("sms_state, sms_at, sms_wording, sms_source", null, (out, row) -> consent(out, row.sms));
    private static final Column EMAIL = new Column(
            "email_state, email_at, email_wording, email_source", null, (out, row) -> consent(out, row.email));
    private static final String POINT_COLUMNS =
            "line, channel, label, position, as_entered, address, problem, reachable";
    private static final String PROBLEM_COLUMNS = "line, heading, problem, value";
    private static final String CONSENT_COLUMNS = "line, channel, purpose, state, at, wording, source";

    /// The order in which the register's contact points are compared with a row's: that of the primary key.
    private static final Comparator<StagedRow.Point> KEY_ORDER = Comparator.comparing(StagedRow.Point::channel)
            .thenComparing(StagedRow.Point::label)
            .thenComparingInt(StagedRow.Point::position);

    private final long importId;
    private final Column[] columns;
    private final String rowColumns;
    private final CopyText rows = new CopyText();
    private final CopyText points = new CopyText();
    private final CopyText problems = new CopyText();
    private final CopyText consents = new CopyText();
    private final BlockingQueue<Chunk> queue = new ArrayBlockingQueue<>(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final Thread writer;

    private record Chunk(byte[] rows, byte[] points, byte[] problems, byte[] consents, boolean last) {}

    /// @param connection used by this staging alone until it is closed
    /// @param uses what the file has columns for; what it does not have is not written
    Staging(Connection connection, long importId, List<ColumnUse> uses) throws SQLException {
        this.importId = importId;
        this.columns = columns(uses.stream().map(ColumnUse::field).collect(Collectors.toSet()));
        this.rowColumns = Stream.of(columns).map(Column::name).collect(Collectors.joining(", "));
        var copy = connection.unwrap(PGConnection.class).getCopyAPI();
        this.writer = Thread.ofPlatform().name("import-" + importId).start(() -> write(copy));
    }

    private static Column[] columns(Set<Field> fields) {
        var columns = COLUMNS.stream().filter(column -> column.field() == null || fields.contains(column.field()));
        return (CONSENT.stream().noneMatch(fields::contains) ? columns : Stream.concat(columns, Stream.of(SMS, EMAIL)))
                .toArray(Column[]::new);
    }

    void add(StagedRow row) {
        for (var column : columns) {
            column.value().accept(rows, row);
        }
        rows.endRow();
        for (var point : row.contactPoints) {
            points.add(row.line).add(point.channel()).add(point.label());
            points.add(point.position()).add(point.asEntered()).add(point.address());
            points.add(point.problem()).add(point.reachable()).endRow();
        }
        for (var problem : row.problems) {
            problems.add(row.line).add(problem.heading());
            problems.add(problem.problem()).add(problem.value()).endRow();
        }
        if (row.others != null) {
            row.others.forEach((chain, consent) -> other(row.line, chain, consent));
        }
        if (rows.length() + points.length() + problems.length() + consents.length() > CHUNK) {
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

    private static void consent(CopyText out, StagedRow.Consent consent) {
        out.add(consent.present && consent.word != null ? consent.word.state() : null);
        out.add(consent.at).add(consent.wording).add(consent.source);
    }

    private void other(int line, StagedRow.Chain chain, StagedRow.Consent consent) {
        if (consent.present && consent.word != null) {
            consents.add(line).add(chain.channel().name()).add(chain.purpose());
            consent(consents, consent);
            consents.endRow();
        }
    }

    private static void birthday(CopyText out, StagedRow row) {
        var birthday = row.birthday;
        if (birthday == null) {
            out.add((String) null).add((String) null).add((String) null);
        } else {
            out.add(birthday.year()).add(birthday.month()).add(birthday.day());
        }
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

    /// The contact points as one text, as [ImportMapping] makes it of the register's: a number that is only written
    /// otherwise is the same.
    private static String pointsKey(StagedRow row) {
        if (row.contactPoints.isEmpty()) {
            return "";
        }
        List<StagedRow.Point> ordered = row.contactPoints;
        if (ordered.size() > 1) {
            ordered = new ArrayList<>(ordered);
            ordered.sort(KEY_ORDER);
        }
        var key = new StringBuilder(32 * ordered.size());
        for (var point : ordered) {
            key.append(point.channel()).append(' ').append(point.label()).append(' ');
            key.append(point.position()).append(' ');
            key.append(Objects.requireNonNullElse(point.address(), point.asEntered()))
                    .append('|');
        }
        return key.toString();
    }

    private void hand(boolean last) {
        rethrow();
        try {
            queue.put(new Chunk(rows.take(), points.take(), problems.take(), consents.take(), last));
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
                    copy(copy, "staged_row", rowColumns, chunk.rows());
                    copy(copy, "staged_point", POINT_COLUMNS, chunk.points());
                    copy(copy, "staged_problem", PROBLEM_COLUMNS, chunk.problems());
                    copy(copy, "staged_consent", CONSENT_COLUMNS, chunk.consents());
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
