package utskick.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.database.EmbeddedPostgres;
import utskick.database.FileTree;

/// A large invented register for measurements, made by the database out of the numbers 1, 2, 3 …: the same every time.
/// Per customer there are about 3 contact points, 1.5 memberships, 3 entries of consent and 0.9 messages got.
///
/// It lies in a temporary folder that goes with it; `./utskick bench --keep=FOLDER …` keeps it in that folder and uses
/// it again, as long as the tables are still made in the same way.
public final class BigRegister implements AutoCloseable {

    /// The day on which the register is looked at.
    public static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    /// The system property that names the folder to keep it in.
    static final String KEEP = "utskick.bench.keep";

    private static final int VERSION = 1;

    private final Path folder;
    private final boolean kept;
    private final EmbeddedPostgres postgres;
    private final HikariDataSource pool;

    private BigRegister(Path folder, boolean kept, EmbeddedPostgres postgres) {
        this.folder = folder;
        this.kept = kept;
        this.postgres = postgres;
        var config = new HikariConfig();
        config.setJdbcUrl(postgres.url());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        config.setPoolName("big-register");
        pool = new HikariDataSource(config);
    }

    /// The register of so many customers, made anew unless a kept one fits.
    public static BigRegister open(PrintStream out, int customers) throws IOException {
        var keep = System.getProperty(KEEP);
        Path folder = keep == null ? FileTree.createTemporaryFolder("utskick-big-register-") : Path.of(keep);
        Path mark = folder.resolve("register-" + customers);
        Path postgresFolder = folder.resolve("postgres-" + customers);
        String making = making(customers);
        boolean fits = Files.exists(mark) && Files.readString(mark).equals(making);
        if (!fits) {
            Files.deleteIfExists(mark);
            EmbeddedPostgres.discard(postgresFolder);
        }
        var postgres = EmbeddedPostgres.start(
                postgresFolder, Path.of("target", "postgres").toAbsolutePath(), Map.of());
        var register = new BigRegister(folder, keep != null, postgres);
        if (!fits) {
            try {
                register.fill(out, customers);
                Files.writeString(mark, making);
            } catch (RuntimeException e) {
                register.close();
                throw e;
            }
        }
        return register;
    }

    /// How the tables come about: the migrations, and these statements' own version.
    private static String making(int customers) throws IOException {
        try (var files = Files.walk(Path.of("src", "main", "resources", "db", "migration"))) {
            var digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(Files.readAllBytes(file));
            }
            digest.update("%d %d".formatted(VERSION, customers).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The database, as the user that owns its tables.
    public DataSource dataSource() {
        return pool;
    }

    /// The server, for its address and what it used of the processor.
    public EmbeddedPostgres postgres() {
        return postgres;
    }

    private void fill(PrintStream out, int customers) {
        long begun = System.nanoTime();
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/migration")
                .load()
                .migrate();
        // one connection: what is set for the session holds for all statements
        var config = new HikariConfig();
        config.setDataSource(pool);
        config.setMaximumPoolSize(1);
        try (var session = new HikariDataSource(config)) {
            var jdbc = JdbcClient.create(session);
            // the rows are right by the way they are made: asking every foreign key costs more than making them
            run(jdbc, "SET session_replication_role = replica", null);
            run(jdbc, "SET synchronous_commit = off", null);
            run(jdbc, "SET work_mem = '256MB'", null);
            run(jdbc, "SET maintenance_work_mem = '512MB'", null);
            run(jdbc, "CREATE SCHEMA bench", null);
            run(jdbc, PICK, null);
            run(jdbc, STORES, null);
            run(jdbc, GROUPS, null);
            run(jdbc, CUSTOMERS, customers);
            run(jdbc, MEMBERSHIPS, customers);
            run(jdbc, CONTACT_POINTS, customers);
            run(jdbc, SAID, null);
            run(jdbc, ENTRIES, null);
            run(jdbc, STANDINGS, null);
            run(jdbc, "DROP TABLE bench.said", null);
            run(jdbc, SUPPRESSIONS, customers);
            run(jdbc, CONTENT, null);
            run(jdbc, BATCHES, null);
            run(jdbc, RECIPIENTS, customers);
            run(jdbc, SLICES, null);
            run(jdbc, OUTCOMES, null);
            run(jdbc, DELIVERIES, null);
            run(jdbc, COUNTERS, null);
            jdbc.sql("""
                    SELECT format('SELECT setval(%L, (SELECT coalesce(max(id), 1) FROM %s))',
                                  pg_get_serial_sequence(t, 'id'), t)
                    FROM unnest(ARRAY['customer.customer', 'customer.contact_point', 'customer.store',
                                      'customer.customer_group', 'consent.entry', 'dispatch.batch',
                                      'campaign.campaign', 'template.content']) t
                    """)
                    .query(String.class)
                    .list()
                    .forEach(statement -> jdbc.sql(statement).query(Long.class).single());
            run(jdbc, "VACUUM ANALYZE", null);
            run(jdbc, "CHECKPOINT", null);
            out.printf(
                    "  (a register of %,d customers with %s made in %.0f s)%n",
                    customers, sizes(jdbc), (System.nanoTime() - begun) / 1e9);
        }
    }

    private static String sizes(JdbcClient jdbc) {
        return jdbc.sql("""
                SELECT format('%s contact points, %s memberships, %s entries of consent, %s messages, %s on disk',
                              (SELECT count(*) FROM customer.contact_point), (SELECT count(*) FROM customer.membership),
                              (SELECT count(*) FROM consent.entry), (SELECT count(*) FROM dispatch.recipient),
                              pg_size_pretty(pg_database_size(current_database())))
                """).query(String.class).single();
    }

    private static void run(JdbcClient jdbc, String statement, @Nullable Integer customers) {
        var prepared = jdbc.sql(statement);
        (customers == null ? prepared : prepared.param("n", customers)).update();
    }

    @Override
    public void close() {
        pool.close();
        postgres.close();
        if (!kept) {
            FileTree.delete(folder);
        }
    }

    /// A number from 0 to below `n` that looks like chance; `salt` tells one use from another.
    private static final String PICK = """
            CREATE FUNCTION bench.pick(i bigint, salt integer, n integer) RETURNS integer
            LANGUAGE sql IMMUTABLE PARALLEL SAFE
            RETURN ((hashint8extended(i, salt) & 9223372036854775807) % n)::integer
            """;

    private static final String STORES = """
            INSERT INTO customer.store (id, name, country, language, currency) OVERRIDING SYSTEM VALUE
            SELECT i, 'Store ' || i, (ARRAY['SE', 'SE', 'FI', 'GR', 'PL'])[1 + i % 5],
                   (ARRAY['sv', 'sv', 'fi', 'el', 'pl'])[1 + i % 5], (ARRAY['SEK', 'SEK', 'EUR', 'EUR', 'PLN'])[1 + i % 5]
            FROM generate_series(1, 40) i
            """;

    /// 8 categories (1 to 8, the later ones rarer) and 60 groups (9 to 68).
    private static final String GROUPS = """
            INSERT INTO customer.customer_group (id, kind, name) OVERRIDING SYSTEM VALUE
            SELECT i, CASE WHEN i <= 8 THEN 'category' ELSE 'group' END,
                   CASE WHEN i <= 8 THEN (ARRAY['Bas', 'Brons', 'Silver', 'Guld', 'Platina', 'Personal', 'Företag',
                                                'Kulta'])[i]
                        ELSE 'Group ' || (i - 8) END
            FROM generate_series(1, 68) i
            """;

    /// The first 2 % are companies, the next 8 % people who work there.
    private static final String CUSTOMERS = """
            INSERT INTO customer.customer (id, number, external_id, kind, first_name, last_name, company_name, company_id,
                language, country, store_id, category_id, street, postcode, city, birth_year, birth_month, birth_day,
                points, balance, currency, last_purchase, status, protected, custom, created_at, changed_at)
            OVERRIDING SYSTEM VALUE
            SELECT i, lpad(i::text, 7, '0'), CASE WHEN i % 3 = 0 THEN 'K' || (9000000 + i) END,
                   CASE WHEN i <= greatest(:n / 50, 1) THEN 'company' ELSE 'person' END,
                   CASE WHEN i <= greatest(:n / 50, 1) THEN '' ELSE
                       (CASE land
                        WHEN 1 THEN ARRAY['Eero', 'Aino', 'Väinö', 'Helmi', 'Onni', 'Päivi', 'Jyrki', 'Sari', 'Mika', 'Riitta']
                        WHEN 2 THEN ARRAY['Γιώργος', 'Μαρία', 'Νίκος', 'Ελένη', 'Δημήτρης', 'Κατερίνα', 'Σπύρος', 'Άννα',
                                          'Κώστας', 'Ειρήνη']
                        WHEN 3 THEN ARRAY['Łukasz', 'Agnieszka', 'Paweł', 'Małgorzata', 'Piotr', 'Zofia', 'Jan', 'Ewa',
                                          'Stanisław', 'Anna']
                        ELSE ARRAY['Åsa', 'Erik', 'Anna', 'Göran', 'Märta', 'Zoë', 'Lars', 'Karin', 'Björn', 'Elin']
                        END)[1 + bench.pick(i, 2, 10)] END,
                   CASE WHEN i <= greatest(:n / 50, 1) THEN '' ELSE
                       (CASE land
                        WHEN 1 THEN ARRAY['Virtanen', 'Mäkinen', 'Korhonen', 'Järvinen', 'Nieminen', 'Hämäläinen', 'Laine']
                        WHEN 2 THEN ARRAY['Παπαδόπουλος', 'Γεωργίου', 'Οικονόμου', 'Νικολάου', 'Δημητρίου', 'Βασιλείου',
                                          'Ιωάννου']
                        WHEN 3 THEN ARRAY['Kowalski', 'Wiśniewska', 'Wójcik', 'Zieliński', 'Szymańska', 'Dąbrowski', 'Nowak']
                        ELSE ARRAY['Andersson', 'Åkesson', 'Lindström', 'Öberg', 'Svensson', 'Bergqvist', 'Nyström']
                        END)[1 + bench.pick(i, 3, 7)] || CASE WHEN i % 4 = 0 THEN '' ELSE ' ' || bench.pick(i, 4, 5000) END
                   END,
                   CASE WHEN i <= greatest(:n / 50, 1)
                        THEN (ARRAY['Bageri', 'Bygg', 'Konditoria', 'Εμπορική', 'Piekarnia'])[1 + i % 5] || ' ' || i || ' AB'
                        ELSE '' END,
                   CASE WHEN i > greatest(:n / 50, 1) AND i <= greatest(:n / 10, 2)
                        THEN 1 + bench.pick(i, 1, greatest(:n / 50, 1)) END,
                   (ARRAY['fi', 'el', 'pl', 'sv', 'sv'])[land], (ARRAY['FI', 'GR', 'PL', 'SE', 'SE'])[land],
                   CASE WHEN bench.pick(i, 5, 10) > 0 THEN 1 + bench.pick(i, 6, 40) END,
                   CASE WHEN bench.pick(i, 7, 10) > 1
                        THEN 1 + least(bench.pick(i, 8, 8), bench.pick(i, 9, 8), bench.pick(i, 10, 8)) END,
                   'Gatan ' || bench.pick(i, 11, 200), lpad(bench.pick(i, 12, 100000)::text, 5, '0'),
                   (ARRAY['Malmö', 'Lund', 'Göteborg', 'Umeå', 'Helsinki', 'Tampere', 'Turku', 'Αθήνα', 'Θεσσαλονίκη', 'Πάτρα',
                          'Kraków', 'Łódź', 'Warszawa', 'Stockholm', 'Visby', 'Örebro'])[1 + bench.pick(i, 13, 16)],
                   CASE WHEN bench.pick(i, 14, 3) > 0 THEN 1940 + bench.pick(i, 15, 66) END,
                   CASE WHEN bench.pick(i, 14, 3) > 0 THEN 1 + bench.pick(i, 16, 12) END,
                   CASE WHEN bench.pick(i, 14, 3) > 0
                        THEN CASE WHEN bench.pick(i, 16, 12) = 1 AND bench.pick(i, 17, 100) = 0 THEN 29
                                  ELSE 1 + bench.pick(i, 17, 28) END END,
                   CASE WHEN bench.pick(i, 18, 10) > 0 THEN bench.pick(i, 19, 1000) * bench.pick(i, 20, 1000) / 500 END,
                   CASE WHEN bench.pick(i, 21, 10) < 3 THEN (bench.pick(i, 22, 250000) - 50000) / 100.0 END,
                   (ARRAY['EUR', 'EUR', 'PLN', 'SEK', 'SEK'])[land],
                   CASE WHEN bench.pick(i, 23, 5) > 0
                        THEN date '2026-11-22' - bench.pick(i, 24, 1000) * bench.pick(i, 25, 1000) / 1000 END,
                   CASE WHEN bench.pick(i, 26, 500) = 0 THEN 'deceased' ELSE 'active' END, bench.pick(i, 27, 1000) = 0,
                   CASE WHEN i % 4 = 0 THEN jsonb_build_object('shoe', 35 + i % 12) ELSE '{}' END,
                   timestamptz '2026-11-22 00:00+00' - bench.pick(i, 28, 2000) * interval '1 day'
                       - bench.pick(i, 29, 86400) * interval '1 second',
                   timestamptz '2026-11-22 00:00+00' - bench.pick(i, 30, 300) * interval '1 day'
            FROM generate_series(1, :n) i, LATERAL (SELECT 1 + bench.pick(i, 0, 5) AS land) l
            """;

    private static final String MEMBERSHIPS = """
            INSERT INTO customer.membership (customer_id, group_id)
            SELECT DISTINCT i, 9 + least(bench.pick(i, 40 + k, 60), bench.pick(i, 50 + k, 60))
            FROM generate_series(1, :n) i, generate_series(1, bench.pick(i, 40, 4)) k
            """;

    /// A mobile (1 of 50 shared with the neighbour), an e-mail address, a landline, an address at work, a second
    /// mobile.
    private static final String CONTACT_POINTS = """
            INSERT INTO customer.contact_point (id, customer_id, channel, label, as_entered, address, problem, reachable,
                preferred, position)
            OVERRIDING SYSTEM VALUE
            SELECT row_number() OVER (), i, channel, label, coalesce(address, '070'), address,
                   CASE WHEN address IS NULL THEN 'too_short' END, address IS NOT NULL AND label <> 'home', k = 1, k - 1
            FROM generate_series(1, :n) i,
                 LATERAL (SELECT (ARRAY['+35840', '+3069', '+4850', '+4670', '+4670'])[1 + bench.pick(i, 0, 5)] AS mobile) m,
                 LATERAL (VALUES
                     (1, 'SMS', 'mobile', bench.pick(i, 60, 100) < 93,
                      CASE WHEN bench.pick(i, 61, 50) > 0
                           THEN mobile || lpad(CASE WHEN i % 50 = 7 THEN i - 1 ELSE i END::text, 8, '0') END),
                     (2, 'EMAIL', 'email', bench.pick(i, 62, 100) < 80, 'kund' || i || '@example.com'),
                     (3, 'SMS', 'home', bench.pick(i, 63, 100) < 50, '+4640' || lpad(i::text, 7, '0')),
                     (4, 'EMAIL', 'work', bench.pick(i, 64, 100) < 37, 'work' || i || '@example.org'),
                     (5, 'SMS', 'work', bench.pick(i, 65, 100) < 40, '+4673' || lpad(i::text, 7, '0'))
                 ) AS point (k, channel, label, has, address)
            WHERE has
            """;

    /// What was said of each address, in up to two steps.
    private static final String SAID = """
            CREATE UNLOGGED TABLE bench.said AS
            SELECT row_number() OVER () AS id, a.address, a.channel, p.purpose, s.step, s.state, s.source,
                   CASE s.source WHEN 'user' THEN 'said so at the till' ELSE '' END AS detail,
                   timestamptz '2024-01-01 00:00+00' + (bench.pick(h, 73, 500) + s.step * 300) * interval '1 day' AS at
            FROM (SELECT DISTINCT address, channel, hashtextextended(address, 0) AS h
                  FROM customer.contact_point WHERE address IS NOT NULL) a
            CROSS JOIN (VALUES ('marketing', 85), ('service', 15)) AS p (purpose, share)
            CROSS JOIN LATERAL (VALUES
                (1, CASE WHEN bench.pick(h, 71, 100) < 85 THEN 'given' ELSE 'refused' END,
                 (ARRAY['import', 'till', 'web', 'user'])[1 + bench.pick(h, 72, 4)], true),
                (2, 'withdrawn', 'stop', bench.pick(h, 71, 100) < 10)) AS s (step, state, source, has)
            WHERE bench.pick(h, CASE p.purpose WHEN 'marketing' THEN 70 ELSE 69 END, 100) < p.share AND s.has
            """;

    private static final String ENTRIES = """
            WITH first AS MATERIALIZED (
                SELECT s.*, consent.seal(NULL, address, channel, purpose, state, 'consent', '', source, detail, 'bench', at,
                                         '') AS hash
                FROM bench.said s
                WHERE step = 1
            )
            INSERT INTO consent.entry (id, address, channel, purpose, state, basis, source, detail, actor, at, previous, hash)
            OVERRIDING SYSTEM VALUE
            SELECT id, address, channel, purpose, state, 'consent', source, detail, 'bench', at, NULL, hash
            FROM first
            UNION ALL
            SELECT s.id, s.address, s.channel, s.purpose, s.state, 'consent', s.source, s.detail, 'bench', s.at, f.hash,
                   consent.seal(f.hash, s.address, s.channel, s.purpose, s.state, 'consent', '', s.source, s.detail, 'bench',
                                s.at, '')
            FROM bench.said s
            JOIN first f USING (address, channel, purpose)
            WHERE s.step = 2
            """;

    private static final String STANDINGS = """
            INSERT INTO consent.standing (address, channel, purpose, state, source, entry_id, hash, at)
            SELECT DISTINCT ON (e.address, e.channel, e.purpose)
                   e.address, e.channel, e.purpose, e.state, e.source, e.id, e.hash, e.at
            FROM consent.entry e
            ORDER BY e.address, e.channel, e.purpose, e.at DESC
            """;

    private static final String SUPPRESSIONS = """
            INSERT INTO consent.suppression (channel, address_hash, reason, at)
            SELECT 'EMAIL', consent.address_hash((SELECT key FROM consent.hash_key), 'kund' || i || '@example.com'),
                   'hard_bounce', timestamptz '2025-05-05 00:00+00'
            FROM generate_series(1, :n) i
            WHERE bench.pick(i, 80, 200) = 0
            """;

    private static final String CONTENT = """
            INSERT INTO template.content (channel, subject, text, html, opt_out, language, sms_steps, max_parts, field_names,
                field_kinds, created_by, created_at)
            VALUES ('SMS', '', 'Hej {{first_name}}!', '', '', 'sv', '{}', 3, '{first_name}', '{TEXT}', 'bench',
                    timestamptz '2024-12-01 00:00+00')
            """;

    /// Six mailings, the latest 20 days before the register is looked at.
    private static final String BATCHES = """
            WITH campaigns AS (
                INSERT INTO campaign.campaign (id, name, channel, state, everybody, language, batch_id, created_by,
                    created_at, changed_by, changed_at, launched_by, launched_at, ended_at)
                OVERRIDING SYSTEM VALUE
                SELECT i, 'Mailing ' || i, 'SMS', 'done', true, 'sv', i, 'bench', at, 'bench', at, 'bench', at,
                       at + interval '1 hour'
                FROM generate_series(1, 6) i,
                     LATERAL (SELECT timestamptz '2026-11-02 10:00+00' - (6 - i) * interval '100 days' AS at) t
                RETURNING id, name, launched_at
            )
            INSERT INTO dispatch.batch (id, campaign_id, kind, name, channel, account_id, sender, content_id, purpose, state,
                created_by, created_at, started_at, done_at)
            OVERRIDING SYSTEM VALUE
            SELECT id, id, 'campaign', name, 'SMS', 1, 'SHOP', (SELECT max(id) FROM template.content), 'marketing', 'done',
                   'bench', launched_at, launched_at, launched_at + interval '1 hour'
            FROM campaigns
            ORDER BY id
            """;

    private static final String RECIPIENTS = """
            INSERT INTO dispatch.recipient (batch_id, slice, seq, customer_id, address, language, fields)
            SELECT b, 0, row_number() OVER (PARTITION BY b ORDER BY i), i, address, language, ARRAY['Kim']
            FROM (SELECT DISTINCT ON (b, k.address) b, k.customer_id AS i, k.address, 'sv' AS language
                  FROM generate_series(1, 6) b
                  JOIN customer.contact_point k
                    ON k.label = 'mobile' AND k.reachable AND bench.pick(k.customer_id, 90 + b, 6) = 0
                  WHERE k.customer_id <= :n
                  ORDER BY b, k.address, k.customer_id) chosen
            """;

    private static final String SLICES = """
            INSERT INTO dispatch.slice (batch_id, slice, next_seq, last_seq)
            SELECT batch_id, slice, max(seq) + 1, max(seq) FROM dispatch.recipient GROUP BY batch_id, slice
            """;

    private static final String OUTCOMES = """
            INSERT INTO dispatch.outcome (batch_id, slice, seq, customer_id, attempt, state, reason, units, at)
            SELECT r.batch_id, r.slice, r.seq, r.customer_id, 1, CASE WHEN failed THEN 'failed' ELSE 'submitted' END,
                   CASE WHEN failed THEN 'UNKNOWN_ADDRESS' END, CASE WHEN failed THEN 0 ELSE 1 END,
                   b.started_at + r.seq * interval '1 millisecond'
            FROM dispatch.recipient r
            JOIN dispatch.batch b ON b.id = r.batch_id
            CROSS JOIN LATERAL (SELECT bench.pick(r.customer_id, 100 + r.batch_id::integer, 25) = 0 AS failed) f
            """;

    private static final String DELIVERIES = """
            INSERT INTO dispatch.delivery (batch_id, slice, seq, state, reason, at)
            SELECT batch_id, slice, seq, CASE WHEN lost THEN 'undelivered' ELSE 'delivered' END, NULL,
                   at + interval '1 minute'
            FROM dispatch.outcome
            CROSS JOIN LATERAL (SELECT bench.pick(seq, 110 + batch_id::integer, 25) = 0 AS lost) l
            WHERE state = 'submitted' AND bench.pick(seq, 120 + batch_id::integer, 50) > 0
            """;

    private static final String COUNTERS = """
            WITH ended AS (
                SELECT o.batch_id, o.slice, count(*) FILTER (WHERE o.state = 'submitted') AS submitted,
                       count(*) FILTER (WHERE o.state = 'failed') AS failed,
                       count(*) FILTER (WHERE d.state = 'delivered') AS delivered,
                       count(*) FILTER (WHERE d.state = 'undelivered') AS undelivered, sum(o.units) AS units, count(*) AS all
                FROM dispatch.outcome o
                LEFT JOIN dispatch.delivery d USING (batch_id, slice, seq)
                GROUP BY 1, 2
            ), batches AS (
                UPDATE dispatch.batch b SET selected = e.all, planned = e.all, units = e.all
                FROM ended e
                WHERE b.id = e.batch_id
            )
            UPDATE dispatch.slice s
            SET submitted = e.submitted, failed = e.failed, delivered = e.delivered, undelivered = e.undelivered,
                units_sent = e.units
            FROM ended e
            WHERE s.batch_id = e.batch_id AND s.slice = e.slice
            """;
}
