package utskick.customer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import utskick.customer.ImportProfiles.Profile;
import utskick.web.Texts;

/// Files that come in while nobody looks: from a watched folder or the command line. Read as a profile says, and only
/// as it says: a file with other headings is refused.
public final class UnattendedImports {

    private static final Logger log = LoggerFactory.getLogger(UnattendedImports.class);

    private final Imports imports;
    private final ImportProfiles profiles;
    private final ImportStore store;
    private final ImportedConsents consents;

    UnattendedImports(Imports imports, ImportProfiles profiles, ImportStore store, ImportedConsents consents) {
        this.imports = imports;
        this.profiles = profiles;
        this.store = store;
        this.consents = consents;
    }

    /// What became of a file.
    public sealed interface Outcome {

        /// It is in the register; or would be, where only that was asked.
        ///
        /// @param rejected the file with the rejected rows, null when there are none
        record Imported(
                ImportCounts counts,
                ConsentCounts consents,
                @Nullable Path rejected) implements Outcome {}

        /// Nothing of it is in the register.
        ///
        /// @param reason in English, for logs and reason files
        record Refused(String reason) implements Outcome {}
    }

    /// What is to be done with a file.
    ///
    /// @param fileName as the register's log shall name it
    /// @param rejected where its rejected rows are written, if it has some; the ending of the file is added
    /// @param dry whether it is only to be said what would happen
    record Task(Path file, String fileName, String actor, Path rejected, boolean dry) {}

    /// As the other, by the profile's name.
    Outcome run(String profile, Task task, ImportProgress progress) {
        return profiles.byName(profile)
                .map(found -> run(found, task, progress))
                .orElseGet(() -> new Outcome.Refused("there is no profile named %s; there are: %s"
                        .formatted(
                                profile,
                                profiles.all().stream().map(Profile::name).collect(Collectors.joining(", ")))));
    }

    /// Brings a file in, or says what that would do.
    ///
    /// @param progress counts the rows, and may stop it
    Outcome run(Profile profile, Task task, ImportProgress progress) {
        var file = task.file();
        try {
            var plan = profiles.plan(profile, imports.look(file), form -> imports.look(file, form));
            var problem = plan.problem();
            if (problem != null) {
                return new Outcome.Refused("the profile does not fit the file: " + problem.replace('_', ' '));
            }
            if (plan.hasConsents() && !plan.settings().ground().isStated()) {
                return new Outcome.Refused("the profile does not say what the consents rest on");
            }
            var gone = retired(plan);
            if (!gone.isEmpty()) {
                return new Outcome.Refused("the profile is for a purpose that is retired: " + String.join(", ", gone));
            }
            if (plan.lacksSale()) {
                return new Outcome.Refused(
                        "the profile says existing customer, and no column says when they last bought something");
            }
            progress.begin(Files.size(file) * plan.tables().size());
            var staged = imports.stage(file, task.fileName(), plan.tables(), plan.settings(), task.actor(), progress);
            return task.dry() ? announced(staged, task) : done(staged, task, progress);
        } catch (ImportRefused refused) {
            return new Outcome.Refused(
                    refused.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        } catch (ImportProgress.Cancelled cancelled) {
            return new Outcome.Refused("it was stopped");
        } catch (IOException | RuntimeException e) {
            log.error("an import failed; nothing of the file is in the register", e);
            return new Outcome.Refused("the program failed: " + Objects.toString(e.getMessage(), e.toString()));
        }
    }

    /// The purposes of the plan that nobody can say yes to any more.
    private Set<String> retired(ImportPlan plan) {
        var gone = new TreeSet<>(plan.purposes());
        if (plan.hasConsents()) {
            gone.add(plan.settings().ground().purpose());
        }
        gone.removeAll(consents.purposes(Texts.of("en")).keySet());
        return gone;
    }

    private Outcome done(Imports.Staged staged, Task task, ImportProgress progress) throws IOException {
        var done = imports.apply(staged, progress);
        return new Outcome.Imported(done.counts(), done.consents(), write(staged, done.counts(), task.rejected()));
    }

    private Outcome announced(Imports.Staged staged, Task task) throws IOException {
        try {
            var basis = staged.settings().ground().basis();
            var withheld = imports.withheld(staged, List.of(basis));
            return new Outcome.Imported(
                    staged.counts(),
                    new ConsentCounts(
                            0, withheld.keptBack(), withheld.notAllowed().getOrDefault(basis, 0)),
                    write(staged, staged.counts(), task.rejected()));
        } finally {
            imports.cancel(staged);
        }
    }

    private @Nullable Path write(Imports.Staged staged, ImportCounts counts, Path place) throws IOException {
        if (counts.rejected() == 0) {
            return null;
        }
        var rows = RejectedRows.unattended(store, staged);
        var name = rows.fileName();
        var file = place.resolveSibling(place.getFileName() + name.substring(Math.max(0, name.lastIndexOf('.'))));
        try (var out = Files.newOutputStream(file)) {
            rows.write(out);
        }
        return file;
    }
}
