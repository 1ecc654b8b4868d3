package utskick.customer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/// Keeps `customer.search` up to the register. A card that is saved is brought up to date at once; after an import, and
/// when the program starts, all that is missing or older than its card is, in the background and in portions, so that
/// neither waits for it and nothing is lost when the program dies on the way.
final class SearchIndex implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SearchIndex.class);

    /// Customers that are written at one time.
    private static final int PORTION = 5_000;

    /// So many new rows are worth fresh statistics.
    private static final int MANY = 1_000;

    /// An import waits until so many of its customers are found; more are left to the background.
    private static final int WAITED_FOR = 20_000;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("search-index").daemon().factory());
    private final AtomicBoolean asked = new AtomicBoolean();
    private final AtomicInteger running = new AtomicInteger();
    private volatile boolean closed;

    SearchIndex(JdbcClient jdbc, TransactionOperations transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    /// Whether customers may be in the register that are not found yet.
    boolean isBehind() {
        return running.get() > 0;
    }

    /// Brings these customers up to date, and the contacts of the companies among them. Takes part in the caller's
    /// transaction.
    void refresh(Collection<Long> ids) {
        // a few words are put into the index at once: nobody's search should read through what was left for later
        jdbc.sql("SELECT set_config('gin_pending_list_limit', '64', true)")
                .query(String.class)
                .single();
        write(read("c.id = ANY (:ids) OR c.company_id = ANY (:ids)", ids.toArray(Long[]::new), 0, Integer.MAX_VALUE));
    }

    /// After an import.
    ///
    /// @param customers that it has added or changed
    void imported(int customers) {
        if (customers > WAITED_FOR) {
            wake();
        } else if (customers > 0) {
            catchUp();
        }
    }

    /// Has everything brought up to date in the background. Asking twice does no harm.
    void wake() {
        if (asked.compareAndSet(false, true)) {
            running.incrementAndGet();
            worker.execute(() -> {
                try {
                    asked.set(false);
                    catchUp();
                } catch (DataAccessException e) {
                    // nothing is lost: what is missing is found again the next time
                    log.warn("the search could not be brought up to date: {}", e.getMessage());
                } finally {
                    running.decrementAndGet();
                }
            });
        }
    }

    /// Brings everything up to date; says how many customers were not.
    int catchUp() {
        int written = 0;
        long after = 0;
        while (!closed) {
            var rows = read(OUTDATED, new Long[0], after, PORTION);
            if (rows.isEmpty()) {
                break;
            }
            transaction.executeWithoutResult(_ -> {
                jdbc.sql(
                                "SELECT set_config('gin_pending_list_limit', '65536', true), set_config('work_mem', '64MB', true)")
                        .query()
                        .singleRow();
                write(rows);
            });
            written += rows.size();
            after = rows.getLast().id();
        }
        int gone = jdbc.sql("""
                DELETE FROM customer.search s
                WHERE NOT EXISTS (SELECT FROM customer.customer c WHERE c.id = s.customer_id)
                """).update();
        if (written > MANY) {
            jdbc.sql("SELECT gin_clean_pending_list('customer.search_words')")
                    .query(Long.class)
                    .single();
            jdbc.sql("ANALYZE customer.search").update();
        }
        if (written + gone > 0) {
            log.info("search: {} customers brought up to date, {} forgotten", written, gone);
        }
        return written;
    }

    private static final String OUTDATED = """
            (s.customer_id IS NULL OR s.version <> c.version OR s.company_version IS DISTINCT FROM k.version)
            AND :ids IS NOT NULL""";

    private record Row(long id, int version, @Nullable Integer companyVersion, SearchText.Entry entry) {}

    private List<Row> read(String which, Long[] ids, long after, int limit) {
        return jdbc.sql("""
                SELECT c.id, c.version, k.version AS company_version, c.number, c.external_id, c.kind, c.first_name,
                       c.last_name, c.company_name, k.company_name AS employer, p.phones, p.mails
                FROM customer.customer c
                LEFT JOIN customer.customer k ON k.id = c.company_id
                LEFT JOIN customer.search s ON s.customer_id = c.id
                CROSS JOIN LATERAL (
                    SELECT array_agg(coalesce(p.address, p.as_entered)) FILTER (WHERE p.channel = 'SMS') AS phones,
                           array_agg(coalesce(p.address, p.as_entered)) FILTER (WHERE p.channel = 'EMAIL') AS mails
                    FROM customer.contact_point p
                    WHERE p.customer_id = c.id
                ) p
                WHERE c.id > :after AND (%s)
                ORDER BY c.id
                LIMIT :limit
                """.formatted(which))
                .param("ids", ids)
                .param("after", after)
                .param("limit", limit)
                .query((row, _) -> {
                    var texts = new ArrayList<String>();
                    var number = row.getString("number");
                    var company = row.getString("company_name");
                    texts.add(number);
                    for (var column : List.of("external_id", "first_name", "last_name", "company_name", "employer")) {
                        var text = row.getString(column);
                        if (text != null) {
                            texts.add(text);
                        }
                    }
                    texts.addAll(texts(row.getArray("mails")));
                    var name = row.getString("kind").equals("company")
                            ? company
                            : row.getString("last_name") + " " + row.getString("first_name");
                    return new Row(
                            row.getLong("id"),
                            row.getInt("version"),
                            row.getObject("company_version", Integer.class),
                            SearchText.entry(number, name, texts, texts(row.getArray("phones"))));
                })
                .list();
    }

    private static List<String> texts(java.sql.@Nullable Array array) throws java.sql.SQLException {
        return array == null ? List.of() : Arrays.asList((String[]) array.getArray());
    }

    /// A card that was saved meanwhile is newer than what was read here, and stays.
    private void write(List<Row> rows) {
        jdbc.sql("""
                INSERT INTO customer.search AS s (customer_id, version, company_version, sort_name, plain, words, points,
                                                  balance, bought_12_months, last_purchase)
                SELECT w.id, w.version, w.company_version, w.sort_name, w.plain, w.words::tsvector,
                       coalesce(c.points, '-Infinity'), coalesce(c.balance, '-Infinity'),
                       coalesce(c.bought_12_months, '-Infinity'), coalesce(c.last_purchase, '-infinity')
                FROM unnest(:ids, :versions, :company_versions, :sort_names, :plains, :words)
                     AS w (id, version, company_version, sort_name, plain, words)
                JOIN customer.customer c ON c.id = w.id
                ON CONFLICT (customer_id) DO UPDATE
                SET version = excluded.version, company_version = excluded.company_version,
                    sort_name = excluded.sort_name, plain = excluded.plain, words = excluded.words,
                    points = excluded.points, balance = excluded.balance,
                    bought_12_months = excluded.bought_12_months, last_purchase = excluded.last_purchase
                WHERE s.version <= excluded.version
                """)
                .param("ids", rows.stream().map(Row::id).toArray(Long[]::new))
                .param("versions", rows.stream().map(Row::version).toArray(Integer[]::new))
                .param(
                        "company_versions",
                        rows.stream().map(Row::companyVersion).toArray(Integer[]::new))
                .param(
                        "sort_names",
                        rows.stream().map(row -> row.entry().sortName()).toArray(String[]::new))
                .param("plains", rows.stream().map(row -> row.entry().plain()).toArray(String[]::new))
                .param("words", rows.stream().map(row -> row.entry().words()).toArray(String[]::new))
                .update();
    }

    /// Ends the work in the background after the portion it is at; the next start goes on with it.
    @Override
    public void close() {
        closed = true;
        worker.close();
    }
}
