package utskick.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static utskick.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Secrets;
import utskick.gateway.simulator.Simulator;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;
import utskick.kernel.Money;
import utskick.testing.Database;

class AccountsTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    Path folder;

    private JdbcClient jdbc;
    private Simulator simulator;
    private Accounts accounts;

    @BeforeEach
    void start() throws IOException {
        jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("DELETE FROM gateway.account").update();
        simulator = Simulator.start(new Simulator.Setup(folder.resolve("simulator"), 0, 0, true, "open"));
        accounts = new Accounts(jdbc, Secrets.in(folder), () -> new GatewayListeners(List.of(), List.of()));
    }

    @AfterEach
    void stop() throws IOException {
        accounts.close();
        simulator.close();
    }

    private long save(Channel channel, @Nullable String secret, boolean enabled, Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of("host", "127.0.0.1"));
        if (channel == Channel.SMS) {
            settings.put("port", simulator.smppPort());
            settings.put("system_id", "shop");
        } else {
            settings.put("port", simulator.smtpPort());
            settings.put("security", "none");
            settings.put("user", "shop");
        }
        settings.putAll(more);
        return accounts.save(new AccountDraft(
                channel.name(),
                new AccountDraft.Terms(channel, Money.of("0.5000", "SEK"), 20, "BUTIKEN", "+46701740605"),
                settings,
                secret,
                enabled));
    }

    private static OutboundMessage mail() {
        return new OutboundMessage.Mail(
                "r1",
                new EmailAddress("b@butiken.example"),
                new EmailAddress("asa@example.com"),
                "\r\nHej\r\n".getBytes());
    }

    @Test
    void anAccountIsReadAsItWasStored() {
        long id = save(Channel.SMS, "open", true, Map.of());
        assertThat(accounts.all())
                .containsExactly(new Account(
                        id, "SMS", Channel.SMS, true, Money.of("0.5000", "SEK"), 20, "BUTIKEN", "+46701740605"));
        assertThat(accounts.account(id)).contains(accounts.all().getFirst());
        assertThat(accounts.account(id + 1)).isEmpty();
        assertThat(accounts.gateway(id + 1)).isEmpty();
    }

    @Test
    void theSecretIsStoredUnreadable() {
        save(Channel.EMAIL, "open", true, Map.of());
        byte[] stored = jdbc.sql("SELECT secret FROM gateway.account")
                .query(byte[].class)
                .single();
        assertThat(new String(stored, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("open");
        assertThat(jdbc.sql("SELECT settings::text FROM gateway.account")
                        .query(String.class)
                        .single())
                .doesNotContain("open");
    }

    @Test
    void gatewaysSpeakWithTheirProviders() {
        long sms = save(Channel.SMS, "open", true, Map.of());
        long email = save(Channel.EMAIL, "open", true, Map.of());
        accounts.openAll();
        eventually("bound", () -> accounts.gateway(sms).orElseThrow().status().connected());
        assertThat(accounts.gateway(email).orElseThrow().submit(List.of(mail())).getFirst())
                .isInstanceOf(Submission.Accepted.class);
        assertThat(accounts.statuses())
                .hasSize(2)
                .allMatch(status -> status.status().connected());
    }

    @Test
    void aGatewayIsKeptAndMadeAnewWhenItsAccountChanged() {
        long id = save(Channel.EMAIL, "wrong", true, Map.of());
        Gateway first = accounts.gateway(id).orElseThrow();
        assertThat(accounts.gateway(id)).containsSame(first);
        assertThat(first.submit(List.of(mail())).getFirst()).isInstanceOf(Submission.Deferred.class);
        assertThat(save(Channel.EMAIL, "open", true, Map.of())).isEqualTo(id);
        Gateway second = accounts.gateway(id).orElseThrow();
        assertThat(second).isNotSameAs(first);
        assertThat(second.submit(List.of(mail())).getFirst()).isInstanceOf(Submission.Accepted.class);
        save(Channel.EMAIL, null, true, Map.of());
        assertThat(accounts.gateway(id))
                .as("nothing changed; the secret was kept")
                .containsSame(second);
    }

    @Test
    void anAccountThatIsSwitchedOffHasNoGateway() {
        long id = save(Channel.EMAIL, "open", false, Map.of());
        assertThat(accounts.gateway(id)).isEmpty();
        save(Channel.EMAIL, "open", true, Map.of());
        assertThat(accounts.gateway(id)).isPresent();
    }

    @Test
    void wrongSettingsAreNamedAndNotStored() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> save(Channel.SMS, "open", true, Map.of("windows", 5)))
                .withMessageContaining("windows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> save(Channel.SMS, "open", true, Map.of("window", 0)))
                .withMessageContaining("window");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> save(Channel.EMAIL, "open", true, Map.of("security", "perhaps")))
                .withMessageContaining("STARTTLS");
        assertThat(accounts.all()).isEmpty();
    }

    @Test
    void aSecretUnderAnotherKeyIsToldAndNotSent() {
        long id = save(Channel.EMAIL, "open", true, Map.of());
        try (Accounts elsewhere = new Accounts(
                jdbc, Secrets.in(folder.resolve("other")), () -> new GatewayListeners(List.of(), List.of()))) {
            assertThat(elsewhere.gateway(id)).isEmpty();
            assertThat(elsewhere.statuses().getFirst().status().detail()).contains("key file");
            assertThat(elsewhere.statuses().getFirst().locked()).isTrue();
            assertThat(accounts.statuses().getFirst().locked()).isFalse();
        }
    }

    @Test
    void twoNodesDoNotBothConnectUnlessTheProviderAllowsIt() throws Exception {
        long id = save(Channel.SMS, "open", true, Map.of());
        try (var one = node();
                var two = node()) {
            assertThat(one.gateway(id)).isPresent();
            eventually("the first node is bound", () -> simulator.boundClients() == 1);
            two.openAll();
            assertThat(two.gateway(id)).isEmpty();
            assertThat(two.statuses()).singleElement().satisfies(status -> {
                assertThat(status.elsewhere()).isTrue();
                assertThat(status.status().connected()).isFalse();
                assertThat(status.status().detail()).as("nothing to warn of").isEmpty();
            });
            assertThat(one.statuses().getFirst().elsewhere()).isFalse();
            assertThat(simulator.boundClients()).isOne();

            one.close();
            eventually("the second node takes over", () -> connects(two, id));
            eventually("one client", () -> simulator.boundClients() == 1);
        }
        save(Channel.SMS, "open", true, Map.of("binds", 2));
        try (var one = node();
                var two = node();
                var three = node()) {
            assertThat(one.gateway(id)).isPresent();
            assertThat(two.gateway(id)).isPresent();
            assertThat(three.gateway(id)).isEmpty();
        }
    }

    @Test
    void aNodeThatLosesItsDatabaseSessionAsksForItsPlaceAnew() throws Exception {
        try (var one = binds();
                var two = binds()) {
            assertThat(one.hold(5, 1)).isTrue();
            assertThat(one.hold(5, 1)).isTrue();
            assertThat(two.hold(5, 1)).isFalse();
            assertThat(two.hold(6, 1)).as("another account").isTrue();
            jdbc.sql("""
                    SELECT pg_terminate_backend(pid) FROM pg_locks
                    WHERE locktype = 'advisory' AND objid = 5 AND database = (SELECT oid FROM pg_database
                                                                             WHERE datname = current_database())
                    """).query(Boolean.class).list();
            eventually("the place is free", () -> two.hold(5, 1));
            assertThat(one.hold(5, 1)).isFalse();
            two.release(5);
            assertThat(one.hold(5, 1)).isTrue();
        }
    }

    /// As a second look after a while, without the wait: what is known is read again when the account was saved.
    private static boolean connects(Accounts node, long id) {
        node.enable(id, true);
        return node.gateway(id).isPresent();
    }

    private Accounts node() {
        return new Accounts(jdbc, Secrets.in(folder), () -> new GatewayListeners(List.of(), List.of()), binds());
    }

    /// With a session of its own, not one of the pool's.
    private static Binds binds() {
        return new Binds(() -> DriverManager.getConnection(database.url(), database.user(), database.password()));
    }
}
