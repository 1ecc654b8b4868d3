package utskick.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import utskick.gateway.simulator.AcceptedSms;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.kernel.Money;
import utskick.kernel.SqlQuery;
import utskick.template.Content;
import utskick.template.Contents;
import utskick.template.Wording;
import utskick.testing.Database;

/// A campaign of 20,000 SMS through real SMPP, while the engine's program is killed with `kill -9` at 20 random
/// moments.
/// Then the SMS centre's own log is held against the database.
final class EngineKillTest {

    private static final int MESSAGES = 20_000;
    private static final int KILLS = 20;
    private static final int PARTS_PER_SECOND = 1_200;
    private static final String SESSION = "killed";
    private static final int NO_LIMIT = 100_000;

    @RegisterExtension
    static final Database database = new Database();

    private final Random random = new Random();
    private final Rig rig = new Rig(database.dataSource());

    @Test
    @Timeout(value = 4, unit = TimeUnit.MINUTES)
    void no_message_is_sent_twice_or_lost_when_the_program_is_killed(@TempDir Path folder) throws Exception {
        try (var simulator =
                ChildProgram.start(SimulatorProgram.class, List.of(folder.toString()), Map.of(), log(folder))) {
            var port = simulator.line();
            var batch = started();
            int doubtful = 0;
            int kills = 0;
            long newestNode = 0;
            while (kills < KILLS && rig.batch(batch).state() == Batch.State.RUNNING) {
                var engine = engine(port, PARTS_PER_SECOND, folder);
                long lastNode = newestNode;
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(10))
                        .until(() ->
                                newestClaimant() > lastNode || rig.batch(batch).state() == Batch.State.DONE);
                newestNode = Math.max(lastNode, newestClaimant());
                engine.process().waitFor(random.nextInt(600), TimeUnit.MILLISECONDS);
                engine.kill();
                // a commit that was under way when the program died still happens
                await().until(() -> sessions() == 0);
                doubtful += rig.counts(batch).claimed();
                kills++;
            }
            assertThat(kills).isEqualTo(KILLS);
            try (var _ = engine(port, NO_LIMIT, folder)) {
                await().atMost(Duration.ofSeconds(120))
                        .pollInterval(Duration.ofMillis(100))
                        .until(() -> rig.batch(batch).state() == Batch.State.DONE);
            }
            compare(batch, folder, doubtful);
        }
    }

    private void compare(BatchId batch, Path folder, int doubtful) throws IOException {
        var atCentre = new HashMap<String, Integer>();
        AcceptedSms.readAll(folder, sms -> atCentre.merge(sms.to(), 1, Integer::sum));
        var handedOver = addresses(batch, "submitted", "delivered");
        var uncertain = addresses(batch, "uncertain");
        var counts = rig.counts(batch);

        assertThat(atCentre)
                .as("a phone got it twice")
                .allSatisfy((_, times) -> assertThat(times).isEqualTo(1));
        assertThat(atCentre.keySet()).as("handed over, says the database").containsAll(handedOver);
        assertThat(atCentre.keySet())
                .as("the centre has nothing that the database does not admit")
                .allMatch(it -> handedOver.contains(it) || uncertain.contains(it));
        assertThat(handedOver.size() + uncertain.size()).isEqualTo(MESSAGES);
        assertThat(counts.sum()).isEqualTo(MESSAGES);
        assertThat(counts.handedOver()).isEqualTo(handedOver.size());
        assertThat(counts.uncertain()).isEqualTo(uncertain.size());
        assertThat(uncertain.size()).as("exactly what was claimed at the kills").isEqualTo(doubtful);
        assertThat(doubtful).as("two claims of a second at each kill").isLessThan(KILLS * 2 * PARTS_PER_SECOND);
    }

    private int sessions() {
        return rig.jdbc
                .sql("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name")
                .param("name", SESSION)
                .query(Integer.class)
                .single();
    }

    /// The newest node that is handing something over.
    private long newestClaimant() {
        return rig.jdbc
                .sql("SELECT coalesce(max(node_id), 0) FROM dispatch.claim")
                .query(Long.class)
                .single();
    }

    private Set<String> addresses(BatchId batch, String... states) {
        return new HashSet<>(rig.jdbc
                .sql("SELECT address FROM dispatch.message WHERE batch_id = :batch AND state = ANY (:states)")
                .param("batch", batch.value())
                .param("states", states)
                .query(String.class)
                .list());
    }

    private BatchId started() {
        var name = new MergeField("first_name", MergeField.Kind.TEXT);
        var contents = new Contents(rig.jdbc, Clock.systemUTC());
        var content = contents.save(Content.of(Wording.sms("Hej {{first_name}}!"), List.of(name)), "test");
        var batch = rig.outbox.freeze(
                new Draft(
                        Draft.Kind.CAMPAIGN,
                        "killed",
                        null,
                        new Draft.Route(Channel.SMS, rig.account, "SHOP"),
                        content.value(),
                        "service",
                        Money.of("0.50", "SEK"),
                        Draft.Window.NOW,
                        "test",
                        null),
                new SqlQuery("""
                        SELECT g AS customer_id, '+4670' || lpad(CAST(g AS text), 7, '0') AS address, 'sv' AS language,
                               ARRAY['Kim ' || g] AS fields, CAST(NULL AS text) AS reason
                        FROM generate_series(CAST(1 AS bigint), :n) g
                        """, Map.of("n", MESSAGES)));
        return rig.start(batch);
    }

    private ChildProgram engine(String port, int partsPerSecond, Path folder) throws IOException {
        return ChildProgram.start(
                EngineProgram.class,
                List.of(String.valueOf(rig.account), port, String.valueOf(partsPerSecond)),
                Map.of(
                        "TEST_DB_URL",
                        database.url() + (database.url().contains("?") ? "&" : "?") + "ApplicationName=" + SESSION,
                        "TEST_DB_USER",
                        database.user(),
                        "TEST_DB_PASSWORD",
                        database.password()),
                log(folder));
    }

    private static Path log(Path folder) {
        return folder.resolve("programs.log");
    }
}
