package utskick.customer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.customer.ImportSession.State;

/// The files people are bringing in at the moment, each worked on by a thread of its own while its page looks on.
/// A file that nobody comes back to is forgotten after a day.
final class ImportSessions {

    private static final Logger log = LoggerFactory.getLogger(ImportSessions.class);
    private static final Duration KEPT = Duration.ofDays(1);

    private final Imports imports;
    private final ImportProfiles profiles;
    private final Path folder;
    private final Map<String, ImportSession> sessions = new ConcurrentHashMap<>();

    /// @param folder where uploaded files lie while they are worked on
    ImportSessions(Imports imports, ImportProfiles profiles, Path folder) {
        this.imports = imports;
        this.profiles = profiles;
        this.folder = folder;
    }

    /// A place for a new upload.
    Path place() throws IOException {
        Files.createDirectories(folder);
        try (var old = Files.list(folder)) {
            for (var file : old.filter(Files::isRegularFile).toList()) {
                if (Files.getLastModifiedTime(file)
                        .toInstant()
                        .isBefore(Instant.now().minus(KEPT))) {
                    Files.deleteIfExists(file);
                    sessions.values().removeIf(session -> session.path.equals(file));
                }
            }
        }
        return Files.createTempFile(folder, "import-", ".file");
    }

    /// Reads the file as the profile with its headings says, or as it is found to be.
    ImportSession begin(Path path, String fileName, ImportSettings settings, String actor) {
        var session = new ImportSession(UUID.randomUUID().toString(), path, fileName, actor);
        sessions.put(session.token, session);
        work(session, () -> {
            var looks = imports.look(path);
            stage(session, profiles.recognise(looks).orElseGet(() -> ImportPlan.of(looks, settings)));
        });
        return session;
    }

    @Nullable
    ImportSession get(String token) {
        return sessions.get(token);
    }

    /// Reads the file again as somebody has decided.
    ///
    /// @return false when it is being worked on, or done
    boolean change(ImportSession session, ImportPlan plan) {
        if (!session.move(State.READY, State.READING) && !session.move(State.CHOOSING, State.READING)) {
            return false;
        }
        work(session, () -> {
            forget(session);
            stage(session, plan);
        });
        return true;
    }

    /// A table of the file in another form.
    ///
    /// @throws ImportRefused when there is nothing in this form
    RegisterFile.Look look(ImportSession session, FileForm form) {
        return imports.look(session.path, form);
    }

    /// Puts down something that changes no row: nothing is read again.
    void note(ImportSession session, ImportPlan plan) {
        session.planned(plan);
    }

    private void stage(ImportSession session, ImportPlan plan) {
        session.planned(plan);
        var problem = plan.problem();
        if (problem != null) {
            session.choosing(problem);
            return;
        }
        var progress = session.progress();
        progress.begin(size(session.path) * plan.tables().size());
        var staged =
                imports.stage(session.path, session.fileName, plan.tables(), plan.settings(), session.actor, progress);
        session.staged(
                staged, plan.hasConsents() ? imports.withheld(staged, ImportPages.BASES) : Imports.Withheld.NONE);
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void forget(ImportSession session) {
        var staged = session.staged();
        if (staged != null) {
            imports.cancel(staged);
            session.forgetStaged();
        }
    }

    /// Brings it in; a second call changes nothing.
    void run(ImportSession session) {
        if (session.move(State.READY, State.IMPORTING)) {
            work(session, () -> {
                var settings = Objects.requireNonNull(session.plan()).settings();
                var staged = Objects.requireNonNull(session.staged()).with(settings);
                session.done(imports.apply(staged, session.progress()));
            });
        }
    }

    /// Stops it wherever it is. What runs ends at its next step, and nothing of the file is in the register.
    void cancel(ImportSession session) {
        session.progress().cancel();
        if (session.move(State.READY, State.CANCELLED) || session.move(State.CHOOSING, State.CANCELLED)) {
            forget(session);
            remove(session);
        }
    }

    private void remove(ImportSession session) {
        try {
            Files.deleteIfExists(session.path);
        } catch (IOException e) {
            log.warn("an uploaded file stays until it is a day old", e);
        }
    }

    private void work(ImportSession session, Runnable work) {
        Thread.ofVirtual().name("import of " + session.token).start(() -> {
            try {
                work.run();
            } catch (ImportProgress.Cancelled cancelled) {
                forget(session);
                session.cancelled();
                remove(session);
            } catch (ImportRefused refused) {
                session.refused(refused);
            } catch (RuntimeException e) {
                log.error("an import failed; nothing of the file is in the register", e);
                session.refused(null);
            }
        });
    }
}
