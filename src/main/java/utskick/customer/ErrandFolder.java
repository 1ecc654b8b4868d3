package utskick.customer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import utskick.customer.ImportErrands.Answer;
import utskick.customer.ImportErrands.Errand;
import utskick.customer.ImportErrands.Progress;
import utskick.database.FileTree;

/// Where a command and the program that runs on the same data folder meet: a folder an errand, with the file in it. Who
/// renames it has it, so one program takes it, and a command can take back what nobody took. The rights of the data
/// folder say who may.
///
/// | name | what |
/// |---|---|
/// | `ID.part` | a command is still writing it |
/// | `ID` | waits for a program |
/// | `ID.taken` | a program is at it; `progress.json`, then `answer.json` appear in it, `cancel` asks it to stop |
public final class ErrandFolder {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TAKEN = ".taken";
    private static final String FILE = "file";

    private final Path folder;

    private ErrandFolder(Path folder) {
        this.folder = folder;
    }

    /// The one in this data folder.
    public static ErrandFolder in(Path data) {
        return new ErrandFolder(data.resolve("import").resolve("errands").toAbsolutePath());
    }

    /// What a command holds of its errand.
    public record Handed(Path waiting, Path taken) {}

    /// Hands a file over.
    public Handed hand(Errand errand, Path file) {
        return done(() -> {
            var id = UUID.randomUUID().toString();
            var part = Files.createDirectories(folder.resolve(id + ".part"));
            Files.copy(file, part.resolve(FILE));
            Files.write(part.resolve("errand.json"), JSON.writeValueAsBytes(errand));
            var waiting = folder.resolve(id);
            Files.move(part, waiting, StandardCopyOption.ATOMIC_MOVE);
            return new Handed(waiting, folder.resolve(id + TAKEN));
        });
    }

    /// Takes back what no program has taken.
    ///
    /// @return false when one has
    public boolean takeBack(Handed handed) {
        return done(() -> {
            var back = folder.resolve(handed.waiting().getFileName() + ".back");
            if (!moved(handed.waiting(), back)) {
                return false;
            }
            FileTree.delete(back);
            return true;
        });
    }

    /// Asks the program to stop.
    public void cancel(Handed handed) {
        if (Files.exists(handed.taken())) {
            done(() -> Files.write(handed.taken().resolve("cancel"), new byte[0]));
        }
    }

    /// What the program says last about how far it has come.
    public Optional<Progress> progress(Handed handed) {
        return read(handed.taken().resolve("progress.json"), Progress.class);
    }

    /// What has become of it, once it is done.
    public Optional<Answer> answer(Handed handed) {
        return read(handed.taken().resolve("answer.json"), Answer.class);
    }

    /// Clears away what is done and read.
    public void forget(Handed handed) {
        FileTree.delete(handed.taken());
    }

    /// The errands that wait, and are this program's now.
    List<Path> take() {
        var taken = new ArrayList<Path>();
        for (var waiting : folders("[0-9a-f-]{36}")) {
            var mine = folder.resolve(waiting.getFileName() + TAKEN);
            if (moved(waiting, mine)) {
                taken.add(mine);
            }
        }
        return taken;
    }

    Errand errand(Path taken) {
        return read(taken.resolve("errand.json"), Errand.class)
                .orElseThrow(() -> new UncheckedIOException(new NoSuchFileException(taken + "/errand.json")));
    }

    Path file(Path taken) {
        return taken.resolve(FILE);
    }

    void tell(Path taken, Progress progress) {
        write(taken, "progress.json", progress);
    }

    void answer(Path taken, Answer answer) {
        write(taken, "answer.json", answer);
    }

    boolean isCancelled(Path taken) {
        return Files.exists(taken.resolve("cancel"));
    }

    /// Errands that nobody has come back to.
    void dropStale(FileTime before) {
        for (var old : folders(".*\\.(part|taken|back)")) {
            try {
                if (Files.getLastModifiedTime(old).compareTo(before) < 0) {
                    FileTree.delete(old);
                }
            } catch (NoSuchFileException _) {
                // its command has cleared it away meanwhile
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<Path> folders(String name) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> path.getFileName().toString().matches(name))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Beside, and then renamed: nobody reads half of it.
    private static void write(Path taken, String name, Object value) {
        done(() -> {
            var part = taken.resolve(name + ".part");
            Files.write(part, JSON.writeValueAsBytes(value));
            return Files.move(part, taken.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        });
    }

    private static <T> Optional<T> read(Path file, Class<T> type) {
        try {
            return Optional.of(JSON.readValue(Files.readAllBytes(file), type));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean moved(Path from, Path to) {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (NoSuchFileException _) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Work<T> {
        T run() throws IOException;
    }

    private static <T> T done(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
