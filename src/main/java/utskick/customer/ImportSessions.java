package utskick.customer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.customer.RegisterFile.Table;

/// The files people are bringing in at the moment, each worked on by a thread of its own while its page looks on.
/// A file that nobody comes back to is forgotten after a day.
final class ImportSessions {

    private static final Logger log = LoggerFactory.getLogger(ImportSessions.class);
    private static final Duration KEPT = Duration.ofDays(1);

    private final Imports imports;
    private final Path folder;
    private final Map<String, ImportSession> sessions = new ConcurrentHashMap<>();

    /// @param folder where uploaded files lie while they are worked on
    ImportSessions(Imports imports, Path folder) {
        this.imports = imports;
        this.folder = folder;
    }

    /// A place for a new upload.
    Path place() throws IOException {
        Files.createDirectories(folder);
        try (var old = Files.list(folder)) {
            for (var file : old.toList()) {
                if (Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(java.time.Instant.now().minus(KEPT))) {
                    Files.deleteIfExists(file);
                    sessions.values().removeIf(session -> session.path.equals(file));
                }
            }
        }
        return Files.createTempFile(folder, "import-", ".file");
    }

    ImportSession begin(Path path, String fileName, ImportSettings settings, String actor) {
        var session = new ImportSession(UUID.randomUUID().toString(), path, fileName, settings, actor);
        sessions.put(session.token, session);
        work(session, () -> {
            var tables = imports.open(path);
            session.opened(tables);
            session.staged(imports.stage(path, fileName, tables, settings, actor, session.rows));
        });
        return session;
    }

    @Nullable
    ImportSession get(String token) {
        return sessions.get(token);
    }

    /// Reads the file again with other columns.
    boolean changeColumns(ImportSession session, List<Table> tables) {
        if (!session.move(ImportSession.State.READY, ImportSession.State.READING)) {
            return false;
        }
        session.rows.set(0);
        work(session, () -> {
            imports.cancel(Objects.requireNonNull(session.staged()));
            session.opened(tables);
            session.staged(imports.stage(
                    session.path, session.fileName, tables, session.settings, session.actor, session.rows));
        });
        return true;
    }

    /// Brings it in; a second call changes nothing.
    boolean run(ImportSession session) {
        if (!session.move(ImportSession.State.READY, ImportSession.State.IMPORTING)) {
            return false;
        }
        work(session, () -> session.done(imports.apply(Objects.requireNonNull(session.staged()))));
        return true;
    }

    void cancel(ImportSession session) throws IOException {
        if (session.move(ImportSession.State.READY, ImportSession.State.REFUSED)) {
            imports.cancel(Objects.requireNonNull(session.staged()));
            sessions.remove(session.token);
            Files.deleteIfExists(session.path);
        }
    }

    private void work(ImportSession session, Runnable work) {
        Thread.ofVirtual().name("import of " + session.token).start(() -> {
            try {
                work.run();
            } catch (ImportRefused refused) {
                session.refused(refused);
            } catch (RuntimeException e) {
                log.error("an import failed; nothing of the file is in the register", e);
                session.refused(null);
            }
        });
    }
}
