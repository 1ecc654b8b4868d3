package utskick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.flywaydb.core.Flyway;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.access.Secrets;
import utskick.consent.ConsentLedger;
import utskick.consent.LedgerChecks;
import utskick.consent.LedgerSeals;
import utskick.database.Login;
import utskick.database.PostgresServer;
import utskick.kernel.StartProblem;

/// Looks at a register from outside of the program: settings, folder, database, consent ledger, and what a mailing
/// needs. Reads only, but for a note of how the ledger was found, for the start page.
final class Doctor {

    private static final long FREE_BYTES = 2L << 30;
    private static final Duration SEALED_WITHIN = Duration.ofHours(49);
    private static final int SHOWN = 20;

    /// How bad it is.
    enum Level {
        OK,
        /// Worth knowing, and nothing that stops a mailing or casts doubt on the data.
        NOTE,
        BROKEN;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// One thing that was looked at, in a sentence.
    record Finding(Level level, String text) {}

    private final Path folder;
    private final ConfigurableEnvironment settings;
    private final Clock clock = Clock.systemUTC();
    private final List<Finding> findings = new ArrayList<>();

    private final LongConsumer reading;

    /// @param reading is told how many entries of the ledger are about to be read
    Doctor(Path folder, ConfigurableEnvironment settings, LongConsumer reading) {
        this.folder = folder;
        this.settings = settings;
        this.reading = reading;
    }

    /// Looks at everything it can get at.
    List<Finding> examine() {
        findings.clear();
        settings();
        folder();
        if (!setting("utskick.db.url").isEmpty()) {
            outside();
        } else if (Files.exists(folder.resolve("postgres").resolve("data"))) {
            try (var server = PostgresServer.on(folder.resolve("postgres"))) {
                database(server, "utskick_app");
            } catch (StartProblem problem) {
                add(Level.BROKEN, problem.getMessage());
            }
        } else {
            add(Level.NOTE, "There is no register in %s yet; ./utskick makes one.".formatted(folder));
        }
        return List.copyOf(findings);
    }

    private void settings() {
        var unknown = SettingsCheck.unknown(settings);
        if (!unknown.isEmpty()) {
            add(Level.BROKEN, "There is no setting %s.".formatted(String.join(", ", unknown)));
        }
        String address = setting("utskick.public.url");
        if (address.isEmpty()) {
            add(
                    Level.NOTE,
                    "UTSKICK_PUBLIC_URL is not set: links in messages lead to this machine, which customers cannot reach.");
        } else if (address.startsWith("https://")) {
            add(Level.OK, "Customers reach the program at %s.".formatted(address));
            if (setting("utskick.public.proxies").isEmpty()) {
                add(
                        Level.NOTE,
                        "UTSKICK_PUBLIC_PROXIES is not set: behind a proxy all visitors count as one, with one limit for all.");
            }
        } else {
            add(Level.NOTE, "Customers reach the program at %s, which is not encrypted (https).".formatted(address));
        }
    }

    private void folder() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            add(free < FREE_BYTES ? Level.BROKEN : Level.OK, "%,d MB are free in %s.".formatted(free >> 20, folder));
        } catch (IOException e) {
            add(Level.BROKEN, "The folder %s cannot be read: %s".formatted(folder, e));
        }
        if (!Files.isWritable(folder)) {
            add(Level.BROKEN, "The folder %s may not be written.".formatted(folder));
        }
    }

    private void outside() {
        String application = setting("utskick.db.user");
        boolean apart = !setting("utskick.db.owner.user").isEmpty();
        String role = apart ? "utskick.db.owner" : "utskick.db";
        try (var server = PostgresServer.outside(
                setting("utskick.db.url"), setting(role + ".user"), setting(role + ".password"))) {
            database(server, application);
        } catch (StartProblem problem) {
            add(Level.BROKEN, problem.getMessage());
        }
    }

    private void database(PostgresServer server, String application) {
        var login = new Login(server.user(), server.password());
        var source = login.user().isEmpty()
                ? new DriverManagerDataSource(server.url())
                : new DriverManagerDataSource(server.url(), login.user(), login.password());
        var jdbc = JdbcClient.create(source);
        try {
            add(
                    Level.OK,
                    "PostgreSQL %s answers."
                            .formatted(jdbc.sql("SHOW server_version")
                                    .query(String.class)
                                    .single()));
            if (migrated(source)) {
                role(jdbc, application);
                ledger(jdbc, source);
                sending(jdbc);
                secrets(jdbc);
            }
        } catch (DataAccessException e) {
            add(Level.BROKEN, "The database could not be read: %s".formatted(e.getMessage()));
        }
    }

    private boolean migrated(DriverManagerDataSource source) {
        var info = Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/migration")
                .load()
                .info();
        int missing = info.pending().length;
        boolean failed = info.current() == null;
        if (missing == 0 && !failed) {
            add(Level.OK, "The tables are those of this release (%d migrations).".formatted(info.applied().length));
            return true;
        }
        add(
                Level.NOTE,
                "The tables are older than this release: %d migrations are run at the next start. Nothing else was looked at."
                        .formatted(missing));
        return false;
    }

    private void role(JdbcClient jdbc, String application) {
        boolean may = application.isEmpty()
                || jdbc.sql("""
                        SELECT rolsuper OR pg_has_role(oid, (SELECT relowner FROM pg_class
                                                             WHERE oid = 'consent.entry'::regclass), 'MEMBER')
                               OR has_table_privilege(oid, 'consent.entry', 'UPDATE, DELETE, TRUNCATE')
                        FROM pg_roles WHERE rolname = :role
                        """)
                        .param("role", application)
                        .query(Boolean.class)
                        .optional()
                        .orElse(true);
        if (may) {
            add(
                    Level.NOTE,
                    "The program's own role could change the consent ledger: give the schemas another owner with UTSKICK_DB_OWNER_USER.");
        } else {
            add(Level.OK, "The program's role %s cannot change the consent ledger.".formatted(application));
        }
    }

    private void ledger(JdbcClient jdbc, DriverManagerDataSource source) {
        var transaction = new TransactionTemplate(new JdbcTransactionManager(source));
        var seals = new LedgerSeals(jdbc, transaction, clock, folder);
        var checks = new LedgerChecks(new ConsentLedger(jdbc, transaction, clock), seals, jdbc, clock);
        reading.accept(seals.toRead());
        var found = checks.look();
        var tampered = found.entries();
        tampered.stream()
                .limit(SHOWN)
                .forEach(it -> add(
                        Level.BROKEN,
                        "Entry %d of the consent ledger %s."
                                .formatted(
                                        it.entryId(),
                                        switch (it.kind()) {
                                            case CHANGED -> "was changed after it was written";
                                            case BROKEN_CHAIN ->
                                                "does not follow the entry before it: one is missing or was replaced";
                                            case MISSING_TAIL -> "should be the last word on its address, and is not";
                                        })));
        if (tampered.size() > SHOWN) {
            add(Level.BROKEN, "… and %,d more entries.".formatted(tampered.size() - SHOWN));
        }
        var broken = found.seals();
        broken.forEach(it -> add(
                Level.BROKEN,
                switch (it.kind()) {
                    case CONTENT ->
                        it.missing() > 0
                                ? "Seal %d does not fit: %,d of its entries are gone."
                                        .formatted(it.number(), it.missing())
                                : "Seal %d does not fit: entries that it covers were changed or added."
                                        .formatted(it.number());
                    case MISSING ->
                        "Seal %d is noted in the data folder and gone from the database.".formatted(it.number());
                    case REPLACED ->
                        "Seal %d in the database is not the one noted in the data folder.".formatted(it.number());
                }));
        note(checks, found);
        long entries =
                jdbc.sql("SELECT count(*) FROM consent.entry").query(Long.class).single();
        if (tampered.isEmpty() && broken.isEmpty()) {
            add(Level.OK, "%,d entries of consent are as they were written.".formatted(entries));
        }
        seals.last()
                .ifPresentOrElse(
                        last -> add(
                                last.at().plus(SEALED_WITHIN).isBefore(clock.instant()) ? Level.NOTE : Level.OK,
                                "The last seal is number %d of %s: %s"
                                        .formatted(last.number(), last.at(), last.digest())),
                        () -> add(
                                Level.NOTE,
                                "The ledger has no seal yet; the first one is made at three in the night."));
    }

    private void note(LedgerChecks checks, LedgerChecks.Found found) {
        try {
            checks.note(found);
        } catch (DataAccessException e) {
            add(
                    Level.NOTE,
                    "How the ledger was found could not be noted for the start page: %s".formatted(e.getMessage()));
        }
        if (!found.isWhole()) {
            checks.last()
                    .map(LedgerChecks.Check::settled)
                    .ifPresent(it ->
                            add(Level.NOTE, "%s explained that on %s: %s".formatted(it.by(), it.at(), it.note())));
        }
    }

    /// A password that the key file does not open is as good as none: after a move, a key file was left behind.
    private void secrets(JdbcClient jdbc) {
        record Kept(String name, boolean enabled, byte[] secret) {}
        List<Kept> kept = jdbc.sql(
                        "SELECT name, enabled, secret FROM gateway.account WHERE secret IS NOT NULL ORDER BY name")
                .query((row, _) -> new Kept(row.getString("name"), row.getBoolean("enabled"), row.getBytes("secret")))
                .list();
        if (kept.isEmpty()) {
            return;
        }
        Optional<Secrets> key;
        try {
            key = Secrets.existing(folder);
        } catch (IllegalStateException | UncheckedIOException e) {
            add(Level.BROKEN, "The passwords of the accounts cannot be read: %s.".formatted(e.getMessage()));
            return;
        }
        List<Kept> locked = kept.stream()
                .filter(it -> key.isEmpty() || !key.get().opens(it.secret()))
                .toList();
        locked.forEach(it -> add(
                it.enabled() ? Level.BROKEN : Level.NOTE,
                "The stored password of %s cannot be read: %s. Type it again in Settings, or put the right key file back."
                        .formatted(
                                it.name(),
                                key.isEmpty()
                                        ? "there is no secret.key in " + folder
                                        : "secret.key in %s is not the one it was written with".formatted(folder))));
        if (locked.isEmpty()) {
            add(Level.OK, "The stored passwords of %d account(s) can be read.".formatted(kept.size()));
        }
    }

    private void sending(JdbcClient jdbc) {
        jdbc.sql("""
                SELECT ch.channel, count(a.id) AS accounts
                FROM (VALUES ('SMS'), ('EMAIL')) AS ch (channel)
                LEFT JOIN gateway.account a ON a.channel = ch.channel AND a.enabled
                GROUP BY ch.channel ORDER BY ch.channel DESC
                """).query(row -> {
            String channel = row.getString("channel").equals("SMS") ? "SMS" : "E-mail";
            add(
                    row.getInt("accounts") > 0 ? Level.OK : Level.NOTE,
                    row.getInt("accounts") > 0
                            ? "%s can be sent by %d account(s).".formatted(channel, row.getInt("accounts"))
                            : "%s cannot be sent: no account is switched on in the settings.".formatted(channel));
        });
    }

    private String setting(String name) {
        return settings.getProperty(name, "");
    }

    private void add(Level level, String text) {
        findings.add(new Finding(level, text));
    }
}
