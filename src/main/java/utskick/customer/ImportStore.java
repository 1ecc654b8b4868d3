package utskick.customer;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The statements of an import: its runs and their staging tables here, the others by what they do. Everything is
/// done by set: a register of a million rows is a dozen statements.
final class ImportStore {

    private static final List<String> STAGING =
            List.of("staged_row", "staged_point", "staged_problem", "staged_consent", "staged_match");

    private final JdbcClient jdbc;
    private final Preparation preparation;
    final ImportMatching matching;
    final ImportWriting writing;
    final ImportFindings findings;
    final UndoStore undo;

    ImportStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.preparation = new Preparation(jdbc);
        this.matching = new ImportMatching(jdbc, preparation);
        this.writing = new ImportWriting(jdbc, preparation);
        this.findings = new ImportFindings(jdbc);
        this.undo = new UndoStore(jdbc);
    }

    /// The shop's own fields as they are defined now.
    List<CustomField> ownFields() {
        return CustomFields.all(jdbc);
    }

    /// What belongs to the same file, and what its consents rest on.
    ///
    /// @param ownPurposes whether columns name purposes of their own
    void describe(long id, long upload, boolean ownPurposes, ImportSettings settings) {
        var ground = settings.ground();
        jdbc.sql("""
                UPDATE customer.import_run SET upload = :upload, basis = :basis, purpose = :purpose, note = :note,
                    country = :country, own_purposes = :own, sold = :sold
                WHERE id = :id
                """)
                .param("id", id)
                .param("upload", upload)
                .param("basis", ground.isStated() ? ground.basis() : ConsentGround.CONSENT.basis())
                .param("purpose", ground.purpose())
                .param("note", ground.note())
                .param("country", settings.country())
                .param("own", ownPurposes)
                .param("sold", ground.sold())
                .update();
    }

    /// Whom files brought serves selections: not those of files that were taken back, nor of old ones.
    void forgetImported(Instant before) {
        jdbc.sql("""
                DELETE FROM customer.imported_part p USING customer.import_run i
                WHERE i.id = p.import_id AND (i.state <> 'done' OR i.finished_at < :before)
                """).param("before", Timestamp.from(before)).update();
    }

    long begin(String fileName, String actor, Instant now) {
        return jdbc.sql("""
                INSERT INTO customer.import_run (file_name, actor, started_at)
                VALUES (:file, :actor, :now) RETURNING id
                """)
                .param("file", fileName)
                .param("actor", actor)
                .param("now", Timestamp.from(now))
                .query(Long.class)
                .single();
    }

    /// A staging table of its own for this import. The names hold nothing but the number.
    void createStaging(long id) {
        for (var table : STAGING) {
            jdbc.sql("""
                    CREATE UNLOGGED TABLE customer.%1$s_%2$d (import_id bigint NOT NULL DEFAULT %2$d, CHECK (import_id = %2$d))
                    INHERITS (customer.%1$s)
                    WITH (autovacuum_enabled = false)
                    """.formatted(table, id)).update();
        }
    }

    void dropStaging(long id) {
        for (var table : STAGING) {
            jdbc.sql("DROP TABLE IF EXISTS customer.%s_%d".formatted(table, id)).update();
        }
        preparation.drop(id);
    }

    /// Without fresh statistics the planner takes a new table for a thousand rows, and joins by loop. Only the
    /// columns that it joins and groups by are looked at; the texts beside them would cost ten times that.
    void analyseStaging(long id) {
        jdbc.sql("ANALYZE customer.staged_row_%1$d (line, number, fault), customer.staged_point_%1$d (line)"
                        .formatted(id))
                .update();
    }

    /// About how many rows were staged, as the analysis has counted.
    long stagedRows(long id) {
        return jdbc.sql("SELECT reltuples::bigint FROM pg_class WHERE oid = 'customer.staged_row_%d'::regclass"
                        .formatted(id))
                .query(Long.class)
                .single();
    }

    /// Whether the import was committed.
    boolean isDone(long id) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM customer.import_run WHERE id = :id AND state = 'done')")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /// As [#takeMemory(JdbcClient)], for what others do in this transaction.
    void takeMemory() {
        takeMemory(jdbc);
    }

    /// Room for sorting and hashing a register within this transaction. With the server's own setting, which is for
    /// many small statements at a time, a million rows are sorted on disk.
    static void takeMemory(JdbcClient jdbc) {
        jdbc.sql("SET LOCAL work_mem = '64MB'").update();
    }

    void save(long id, String state, int blank, ImportCounts counts) {
        jdbc.sql("""
                UPDATE customer.import_run
                SET state = :state, rows_data = :data, rows_blank = :blank, rows_new = :new, rows_changed = :changed,
                    rows_same = :same, rows_repeated = :repeated, rows_rejected = :rejected
                WHERE id = :id
                """)
                .param("id", id)
                .param("state", state)
                .param("data", counts.rows() + blank)
                .param("blank", blank)
                .param("new", counts.added())
                .param("changed", counts.changed())
                .param("same", counts.unchanged())
                .param("repeated", counts.repeated())
                .param("rejected", counts.rejected())
                .update();
    }

    void finish(long id, String state, @Nullable String refusal, int consents, Instant now) {
        jdbc.sql("""
                UPDATE customer.import_run
                SET state = :state, refusal = :refusal, consents = :consents, finished_at = :now
                WHERE id = :id
                """)
                .param("id", id)
                .param("state", state)
                .param("refusal", refusal)
                .param("consents", consents)
                .param("now", Timestamp.from(now))
                .update();
    }

    /// Imports that ended before this moment and still have their staging tables, which only serve their summary.
    List<Long> stale(Instant before) {
        return jdbc.sql("""
                SELECT i.id FROM customer.import_run i
                WHERE coalesce(i.finished_at, i.started_at) < :before
                  AND to_regclass('customer.staged_row_' || i.id) IS NOT NULL
                """)
                .param("before", Timestamp.from(before))
                .query(Long.class)
                .list();
    }

    /// Nobody else writes customers, or takes away a store or group, until the transaction ends: what the match
    /// found stays true, and two imports come one after the other. Reading goes on. Who saves a card locks its row
    /// first and waits at that already: with the row in hand, he and the import would wait for each other.
    void lockRegister() {
        jdbc.sql("LOCK TABLE customer.customer IN EXCLUSIVE MODE").update();
        jdbc.sql("LOCK TABLE customer.store, customer.customer_group IN SHARE ROW EXCLUSIVE MODE")
                .update();
    }

    /// Fresh statistics of these tables.
    void analyse(String... tables) {
        for (var table : tables) {
            jdbc.sql("ANALYZE customer." + table).update();
        }
    }
}
