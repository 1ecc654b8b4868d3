package utskick.customer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.customer.ImportProfiles.Profile;

/// Files that come in while nobody looks: from a watched folder or the command line. Read as a profile says, and only
/// as it says: a file with other headings is refused.
public final class UnattendedImports {

    private static final Logger log = LoggerFactory.getLogger(UnattendedImports.class);

    private final Imports imports;
    private final ImportProfiles profiles;
    private final ImportStore store;

    UnattendedImports(Imports imports, ImportProfiles profiles, ImportStore store) {
        this.imports = imports;
        this.profiles = profiles;
        this.store = store;
    }

    /// What became of a file.
    public sealed interface Outcome {

        /// It is in the register.
        ///
        /// @param rejected the file with the rejected rows, null when there are none
        record Imported(ImportCounts counts, @Nullable Path rejected) implements Outcome {}

        /// Nothing of it is in the register.
        ///
        /// @param reason in English, for logs and reason files
        record Refused(String reason) implements Outcome {}
    }

    /// As [#run(Profile, Path, String, String, Path)], by the profile's name.
    public Outcome run(String profile, Path file, String fileName, String actor, Path rejected) {
        return profiles.byName(profile)
                .map(found -> run(found, file, fileName, actor, rejected))
                .orElseGet(() -> new Outcome.Refused("there is no profile named " + profile));
    }

    /// Brings a file in.
    ///
    /// @param rejected where its rejected rows are written, if it has some
    Outcome run(Profile profile, Path file, String fileName, String actor, Path rejected) {
        try {
            var plan = profiles.plan(profile, imports.look(file), form -> imports.look(file, form));
            var problem = plan.problem();
            if (problem != null) {
                return new Outcome.Refused("the profile does not fit the file: " + problem);
            }
            if (plan.hasConsents() && !plan.settings().ground().isStated()) {
                return new Outcome.Refused("the profile does not say what the consents rest on");
            }
            var staged = imports.stage(file, fileName, plan.tables(), plan.settings(), actor);
            var done = imports.apply(staged);
            return new Outcome.Imported(done.counts(), done.counts().rejected() > 0 ? write(staged, rejected) : null);
        } catch (ImportRefused refused) {
            return new Outcome.Refused(
                    refused.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        } catch (RuntimeException e) {
            log.error("an import failed; nothing of the file is in the register", e);
            return new Outcome.Refused("the program failed: " + Objects.toString(e.getMessage(), e.toString()));
        }
    }

    private Path write(Imports.Staged staged, Path place) {
        var rows = new RejectedRows(
                store, staged, "Utskick: reason", row -> row.reason().replace('_', ' '));
        var name = rows.fileName();
        var file = place.resolveSibling(place.getFileName() + name.substring(Math.max(0, name.lastIndexOf('.'))));
        try (var out = Files.newOutputStream(file)) {
            rows.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }
}
