package utskick.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import utskick.testing.Database;

/// `kill -9` while rows are written: what was acknowledged is there, and the next start comes up.
@Timeout(300)
final class DatabaseKillTest {

    private static final int KILLS = 21;
    private static Path folder = Path.of("");

    @BeforeAll
    static void makeFolder() throws IOException {
        folder = FileTree.createTemporaryFolder("utskick-kill-");
    }

    @AfterAll
    static void deleteFolder() {
        FileTree.delete(folder);
    }

    @Test
    void no_acknowledged_row_is_lost_when_the_program_or_the_server_or_both_are_killed() throws Exception {
        var random = new Random(20261122);
        Set<Long> acknowledged = new HashSet<>();
        var program = WritingProcess.start(folder, acknowledged);
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                program.awaitRows(20 + random.nextInt(200));
                switch (kill % 3) {
                    case 0 -> program.killProgram();
                    case 1 -> program.killServer();
                    default -> {
                        program.killServer();
                        program.killProgram();
                    }
                }
                if (kill % 3 != 1) { // a server that was killed alone is started again by the program
                    program = WritingProcess.start(folder, acknowledged);
                }
            }
            program.awaitRows(20);
            program.killProgram();
        } finally {
            program.close();
        }
        assertThat(acknowledged).hasSizeGreaterThan(20 * KILLS);
        assertThat(written()).containsAll(acknowledged);
    }

    private static Set<Long> written() throws SQLException {
        try (var postgres = EmbeddedPostgres.start(folder, Database.PROGRAMS, Map.of());
                var connection = DriverManager.getConnection(postgres.url(), postgres.user(), postgres.password());
                var rows = connection.createStatement().executeQuery("SELECT id FROM written")) {
            Set<Long> ids = new HashSet<>();
            while (rows.next()) {
                ids.add(rows.getLong(1));
            }
            return ids;
        }
    }
}
