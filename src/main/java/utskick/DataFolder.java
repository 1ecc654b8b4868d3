package utskick;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import utskick.database.EmbeddedPostgres;
import utskick.database.FileTree;
import utskick.kernel.StartProblem;

/// The folder of all that the program keeps: either a register or a demo, never one after the other.
record DataFolder(Path path) {

    void useForRegister() {
        if (Files.exists(demoMark())) {
            throw new StartProblem("""
                    The folder %s holds a demo. Start it with `./utskick demo --data`, or choose another folder.""".formatted(path));
        }
    }

    /// @param fresh whether to delete an earlier demo first
    /// @throws StartProblem if somebody's register lies in the folder
    void useForDemo(boolean fresh) {
        if (Files.exists(postgres()) && !Files.exists(demoMark())) {
            throw new StartProblem("""
                    The folder %s holds a register that is no demo. Choose another folder for the demo.""".formatted(path));
        }
        if (fresh && Files.exists(demoMark())) {
            empty();
        }
        try {
            Files.createDirectories(path);
            Files.writeString(
                    demoMark(), "Everything in this folder is invented; ./utskick demo --fresh deletes it.\n");
        } catch (IOException e) {
            throw new StartProblem(
                    "The folder %s cannot be written: %s. Choose another one with --data.".formatted(path, e));
        }
    }

    /// The mark goes last: what a killed deletion leaves is still known as a demo.
    private void empty() {
        EmbeddedPostgres.discard(postgres());
        try (var files = Files.list(path)) {
            files.filter(file -> !file.equals(demoMark())).forEach(FileTree::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path postgres() {
        return path.resolve("postgres");
    }

    private Path demoMark() {
        return path.resolve("THIS-IS-A-DEMO");
    }
}
