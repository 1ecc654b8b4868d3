package utskick.gateway;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import utskick.access.Secrets;
import utskick.gateway.smpp.SmppGateway;
import utskick.gateway.smtp.SmtpGateway;
import utskick.kernel.Channel;
import utskick.kernel.Money;

/// The provider accounts and their gateways. A gateway is made when it is first asked for, kept, and made anew
/// when the account has changed, on this node or another.
public final class Accounts implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Accounts.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final TypeReference<Map<String, Object>> SETTINGS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final Secrets secrets;
    private final Supplier<GatewayListeners> listeners;
    private final @Nullable Binds binds;
    private final JsonMapper json = new JsonMapper();
    private final Map<Long, Open> open = new HashMap<>();
    private boolean closed;

    /// For a program that is alone.
    ///
    /// @param listeners asked for when the first gateway is made
    public Accounts(JdbcClient jdbc, Secrets secrets, Supplier<GatewayListeners> listeners) {
        this(jdbc, secrets, listeners, null);
    }

    /// @param binds who of several nodes may be connected; null: this one
    Accounts(JdbcClient jdbc, Secrets secrets, Supplier<GatewayListeners> listeners, @Nullable Binds binds) {
        this.jdbc = jdbc;
        this.secrets = secrets;
        this.listeners = listeners;
        this.binds = binds;
    }

    /// A row of the table. Two are equal when the gateway need not be made anew.
    private record Row(Account account, String settings, byte @Nullable [] secret) {
        boolean sameGateway(Row other) {
            return settings.equals(other.settings)
                    && Arrays.equals(secret, other.secret)
                    && Objects.equals(account.rate(), other.account.rate())
                    && account.enabled() == other.account.enabled();
        }
    }

    /// An account's gateway, or why there is none.
    private static final class Open {
        private Row row;
        private long readAt;
        private final @Nullable Gateway gateway;
        private final String problem;
        private final boolean elsewhere;

        Open(Row row, @Nullable Gateway gateway, String problem, boolean elsewhere) {
            this.row = row;
            this.gateway = gateway;
            this.problem = problem;
            this.elsewhere = elsewhere;
            this.readAt = System.nanoTime();
        }
    }

    /// All accounts by name.
    public List<Account> all() {
        return rows().stream().map(Row::account).toList();
    }

    private List<Row> rows() {
        return jdbc.sql("""
                SELECT id, name, channel, enabled, unit_price, currency, rate, sender, reply_number, settings, secret
                FROM gateway.account
                ORDER BY name
                """).query(Accounts::row).list();
    }

    public Optional<Account> account(long id) {
        return read(id).map(Row::account);
    }

    /// The gateway of an account; empty when the account does not exist, is switched off, its settings are wrong,
    /// or other nodes have all the connections that its provider allows.
    public Optional<Gateway> gateway(long accountId) {
        synchronized (open) {
            Open known = open.get(accountId);
            if (closed || known != null && System.nanoTime() - known.readAt < FRESH.toNanos()) {
                return known == null ? Optional.empty() : Optional.ofNullable(known.gateway);
            }
            Optional<Row> row = read(accountId);
            if (known != null && row.isPresent() && known.row.sameGateway(row.get()) && mayStay(known)) {
                known.row = row.get();
                known.readAt = System.nanoTime();
                return Optional.ofNullable(known.gateway);
            }
            if (known != null) {
                forget(accountId);
            }
            return row.map(this::open).map(fresh -> {
                open.put(accountId, fresh);
                return fresh.gateway;
            });
        }
    }

    /// Whether another node's place is not asked for, and our own has not been lost.
    private boolean mayStay(Open known) {
        return known.gateway == null ? !known.elsewhere : mayConnect(known.row);
    }

    private boolean mayConnect(Row row) {
        return binds == null
                || row.account().channel() != Channel.SMS
                || binds.hold(row.account().id(), AccountSettings.binds(json.readValue(row.settings(), SETTINGS)));
    }

    /// Makes the gateways of all accounts that are switched on, so that reports and answers come in although
    /// nothing is sent; of those that other nodes were connected to, when a place has become free.
    public void openAll() {
        all().stream().filter(Account::enabled).forEach(account -> gateway(account.id()));
    }

    /// What each account's gateway says of itself.
    public List<AccountStatus> statuses() {
        return rows().stream()
                .map(row -> new AccountStatus(
                        row.account(),
                        status(row.account()),
                        locked(row),
                        isElsewhere(row.account().id())))
                .toList();
    }

    /// Whether other nodes have all the connections of the account.
    public boolean isElsewhere(long id) {
        synchronized (open) {
            Open known = open.get(id);
            return known != null && known.elsewhere;
        }
    }

    /// Whether the stored password of an account cannot be read: the key file is not the one it was written with.
    public boolean locked(long id) {
        return read(id).filter(this::locked).isPresent();
    }

    private boolean locked(Row row) {
        return row.secret() != null && !secrets.opens(row.secret());
    }

    /// Tries an account's connection now; sends nothing. Empty when the account does not exist.
    public Optional<GatewayStatus> test(long id) {
        return account(id)
                .map(account -> account.enabled()
                        ? gateway(id).map(Gateway::test).orElseGet(() -> status(account))
                        : status(account));
    }

    /// The settings of an account's protocol as they are stored, for whoever changes one of them; the secret is not
    /// among them.
    public Map<String, Object> settings(long id) {
        return read(id).map(row -> json.readValue(row.settings(), SETTINGS)).orElseGet(Map::of);
    }

    /// Switches an account on or off; off, nothing is sent or received through it.
    void enable(long id, boolean enabled) {
        jdbc.sql("UPDATE gateway.account SET enabled = :enabled WHERE id = :id")
                .param("id", id)
                .param("enabled", enabled)
                .update();
        readAgain(id);
    }

    /// Stores an account under its name, new or changed, and gives its id.
    ///
    /// @throws IllegalArgumentException when its settings are wrong, in words that name the setting
    public long save(AccountDraft draft) {
        AccountDraft.Terms terms = draft.terms();
        check(draft);
        Long id = jdbc.sql("""
                INSERT INTO gateway.account AS a (name, channel, protocol, settings, secret, enabled, unit_price,
                                                  currency, rate, sender, reply_number)
                VALUES (:name, :channel, :protocol, CAST(:settings AS jsonb), :secret, :enabled, :price, :currency,
                        :rate, :sender, :reply)
                ON CONFLICT (name) DO UPDATE
                SET channel = excluded.channel, protocol = excluded.protocol, settings = excluded.settings,
                    secret = coalesce(excluded.secret, a.secret), enabled = excluded.enabled,
                    unit_price = excluded.unit_price, currency = excluded.currency, rate = excluded.rate,
                    sender = excluded.sender, reply_number = excluded.reply_number
                RETURNING id
                """)
                .param("name", draft.name())
                .param("channel", terms.channel().name())
                .param("protocol", terms.channel() == Channel.SMS ? "smpp" : "smtp")
                .param("settings", json.writeValueAsString(draft.settings()))
                .param("secret", draft.secret() == null ? null : secrets.encrypt(draft.secret()))
                .param("enabled", draft.enabled())
                .param("price", terms.unitPrice().amount())
                .param("currency", terms.unitPrice().currency().getCurrencyCode())
                .param("rate", terms.rate())
                .param("sender", terms.sender())
                .param("reply", terms.replyNumber())
                .query(Long.class)
                .single();
        readAgain(id);
        return id;
    }

    /// The next time somebody asks for it, instead of after a while.
    private void readAgain(long id) {
        synchronized (open) {
            Open known = open.get(id);
            if (known != null) {
                known.readAt = System.nanoTime() - FRESH.toNanos();
            }
        }
    }

    private void check(AccountDraft draft) {
        if (draft.name().isBlank()) {
            throw new IllegalArgumentException("name is missing");
        }
        Integer rate = draft.terms().rate();
        if (rate != null && rate < 1) {
            throw new IllegalArgumentException("rate is a number from 1");
        }
        switch (draft.terms().channel()) {
            case SMS -> AccountSettings.smpp(draft.settings(), "", rate);
            case EMAIL -> AccountSettings.smtp(draft.settings(), "", rate);
        }
    }

    private GatewayStatus status(Account account) {
        if (!account.enabled()) {
            return new GatewayStatus(false, "");
        }
        Gateway gateway = gateway(account.id()).orElse(null);
        synchronized (open) {
            Open known = open.get(account.id());
            String problem = known == null ? "" : known.problem;
            return gateway == null ? new GatewayStatus(false, problem) : gateway.status();
        }
    }

    private Open open(Row row) {
        if (!row.account().enabled()) {
            return new Open(row, null, "", false);
        }
        try {
            String password = row.secret() == null ? "" : secrets.decrypt(row.secret());
            Map<String, Object> settings = json.readValue(row.settings(), SETTINGS);
            Account account = row.account();
            if (account.channel() == Channel.EMAIL) {
                return new Open(
                        row, new SmtpGateway(AccountSettings.smtp(settings, password, account.rate())), "", false);
            }
            var smpp = AccountSettings.smpp(settings, password, account.rate());
            return mayConnect(row)
                    ? new Open(row, new SmppGateway(account.id(), smpp, listeners.get()), "", false)
                    : new Open(row, null, "", true);
        } catch (IllegalArgumentException e) {
            LOG.warn("Account {} cannot be used: {}", row.account().name(), e.getMessage());
            return new Open(row, null, String.valueOf(e.getMessage()), false);
        }
    }

    private void forget(long accountId) {
        Open known = open.remove(accountId);
        if (known != null && known.gateway != null) {
            // what is on its way gets its answer; the new gateway does not wait for that
            Gateway old = known.gateway;
            Thread.startVirtualThread(old::close);
        }
        if (binds != null) {
            binds.release(accountId);
        }
    }

    private Optional<Row> read(long id) {
        return jdbc.sql("""
                SELECT id, name, channel, enabled, unit_price, currency, rate, sender, reply_number, settings, secret
                FROM gateway.account
                WHERE id = :id
                """).param("id", id).query(Accounts::row).optional();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        BigDecimal price = row.getBigDecimal("unit_price");
        Integer rate = row.getObject("rate", Integer.class);
        return new Row(
                new Account(
                        row.getLong("id"),
                        row.getString("name"),
                        Channel.valueOf(row.getString("channel")),
                        row.getBoolean("enabled"),
                        new Money(price, Currency.getInstance(row.getString("currency"))),
                        rate,
                        row.getString("sender"),
                        row.getString("reply_number")),
                row.getString("settings"),
                row.getBytes("secret"));
    }

    @Override
    public void close() {
        List<Gateway> gateways;
        synchronized (open) {
            closed = true;
            gateways = open.values().stream()
                    .map(known -> known.gateway)
                    .filter(Objects::nonNull)
                    .toList();
            open.clear();
        }
        gateways.parallelStream().forEach(Gateway::close);
        if (binds != null) {
            binds.close();
        }
    }
}
