package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.SqlQuery;
import utskick.testing.App;

/// Nobody who was erased is found anywhere in the whole database again, and what accounts and seals need is still
/// there.
/// The ledger's own rows are written by plain SQL here, because this module must not know their owners.
final class ErasureTest {

    @RegisterExtension
    static final App app = App.empty();

    private static final List<String> NEEDLES =
            List.of("Quarnström", "+46701740699", "q.uarn@example.com", "Kvarnvägen 77", "Q-4711", "K-998877");

    private JdbcClient jdbc;

    @BeforeEach
    void register() {
        jdbc = app.jdbc();
        jdbc.sql(
                        "TRUNCATE customer.customer, customer.search, dispatch.recipient, dispatch.batch, dispatch.slice, dispatch.outcome,"
                                + " dispatch.left_out, campaign.campaign, campaign.test_like CASCADE")
                .update();
    }

    @Test
    void an_erasure_is_stopped_between_two_portions() {
        jdbc.sql("""
                INSERT INTO customer.customer (number, last_name, created_at, changed_at)
                SELECT 'DEL-' || i, 'Bort', now(), now() FROM generate_series(1, 4100) i
                """).update();
        var turns = new ArrayList<Long>();
        var all = new SqlQuery("SELECT id AS customer_id FROM customer.customer", Map.of());
        var stopped = app.bean(Erasure.class).erase(all, "list", turn -> {
            turns.add(turn);
            return turn < 2_000;
        });
        assertThat(stopped).isEqualTo(new Erasure.Erased(2_000, Set.of()));
        assertThat(app.bean(Erasure.class).erase(all, "list", turns::add))
                .isEqualTo(new Erasure.Erased(2_100, Set.of()));
        assertThat(turns).containsExactly(2_000L, 2_000L, 2_100L);
    }

    @Test
    void nothing_tells_of_somebody_who_was_erased() {
        var gone = save("Q-4711", "Quarnström", "070-174 06 99", "q.uarn@example.com");
        var stays = save("A-1", "Ek", "070-174 06 05", "ek@example.com");
        said("SMS", "+46701740699", "given");
        said("SMS", "+46701740699", "withdrawn");
        said("EMAIL", "q.uarn@example.com", "given");
        said("EMAIL", "ek@example.com", "given");
        message(1, gone.value(), "Quarnström", "+46701740699", "done");
        message(2, stays.value(), "Ek", "+46701740605", "done");
        assertThat(tellingOf(NEEDLES)).isNotEmpty();

        var erased = app.bean(Erasure.class).erase(List.of(gone.value()), "asked");

        assertThat(erased).isEqualTo(new Erasure.Erased(1, Set.of()));
        assertThat(tellingOf(NEEDLES)).isEmpty();
        assertThat(app.bean(Customers.class).byId(gone)).isEmpty();
        assertThat(app.bean(Customers.class).byId(stays)).isPresent();
        // the account: a day, a state, parts and cost
        assertThat(jdbc.sql("""
                SELECT count(*) FROM dispatch.message
                WHERE batch_id = 1 AND customer_id IS NULL AND state = 'submitted' AND units = 2 AND settled_at IS NOT NULL
                """).query(Long.class).single()).isEqualTo(1);
        // the no outlives the customer, without the address
        assertThat(jdbc.sql("SELECT consent.refusal('SMS', 'marketing', '+46701740699')")
                        .query(String.class)
                        .single())
                .isEqualTo("suppressed");
        assertThat(jdbc.sql("SELECT consent.permits('EMAIL', 'marketing', 'ek@example.com')")
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(jdbc.sql("SELECT count(*) FROM consent.erased")
                        .query(Long.class)
                        .single())
                .isEqualTo(3);
    }

    @Test
    void who_got_a_message_follows_the_card_that_is_kept_and_ends_with_it() {
        var kept = save("Q-4711", "Quarnström", "070-174 06 99", "");
        var twin = save("Q-4712", "Quarnström", "070-174 06 98", "");
        message(1, twin.value(), "Kim", "+46701740698", "done");
        app.bean(Merging.class)
                .merge(new Merging.Side(kept, 1), new Merging.Side(twin, 1), new Merging.Picked(Set.of()), "karin");
        assertThat(gotMessages()).containsExactly(kept.value());

        app.bean(Erasure.class).erase(List.of(kept.value()), "asked");

        assertThat(gotMessages()).isEmpty();
    }

    private List<Long> gotMessages() {
        return jdbc.sql("SELECT customer_id FROM dispatch.attempt WHERE customer_id IS NOT NULL")
                .query(Long.class)
                .list();
    }

    /// A draft to nobody else, a draft to more, a mailing that was sent, tests to typed addresses, and a merge
    /// before.
    @Test
    void nothing_tells_of_somebody_in_drafts_tests_and_former_cards() {
        var gone = save("Q-4711", "Quarnström", "070-174 06 99", "q.uarn@example.com");
        var twin = save("Q-4712", "Quarnström", "070-174 06 99", "");
        var stays = save("A-1", "Ek", "070-174 06 05", "ek@example.com");
        long alone = campaign("Hej Quarnström", "draft", twin.value());
        long both = campaign("Höstrea", "draft", stays.value(), twin.value(), gone.value());
        long sent = campaign("Din order, Quarnström", "done", gone.value());
        var merged = app.bean(Merging.class)
                .merge(new Merging.Side(gone, 1), new Merging.Side(twin, 1), new Merging.Picked(Set.of()), "karin");
        assertThat(merged).isEqualTo(new Merging.Outcome.Merged(gone));
        assertThat(ticked(alone)).containsExactly(gone.value());
        assertThat(ticked(both)).containsExactly(stays.value(), gone.value());
        // a test to somebody else with her values, and one to her number that nobody knew as hers
        message(1, 0, "Quarnström", "+46701740611", "done");
        message(2, 0, "Kim", "+46701740699", "done");
        jdbc.sql("UPDATE dispatch.recipient SET customer_id = NULL").update();
        jdbc.sql("UPDATE dispatch.batch SET name = 'Test', planned = 2").update();
        jdbc.sql("INSERT INTO campaign.test_like (batch_id, customer_id, at) VALUES (1, :gone, '2026-11-22 09:00Z')")
                .param("gone", gone.value())
                .update();
        assertThat(tellingOf(NEEDLES)).contains("dispatch.recipient +46701740699", "dispatch.recipient Quarnström");

        app.bean(Erasure.class).erase(List.of(gone.value()), "asked");

        assertThat(tellingOf(NEEDLES)).isEmpty();
        assertThat(tellingOf(List.of("Q-4712"))).isEmpty();
        assertThat(ticked(both)).containsExactly(stays.value());
        assertThat(jdbc.sql("SELECT name || state FROM campaign.campaign WHERE id IN (:ids) ORDER BY id")
                        .param("ids", List.of(alone, sent))
                        .query(String.class)
                        .list())
                .containsExactly("–done");
        assertThat(jdbc.sql("SELECT address FROM dispatch.recipient ORDER BY batch_id")
                        .query(String.class)
                        .list())
                .containsExactly("+46701740611", "#1-1");
    }

    @Test
    void ended_campaigns_forget_whom_they_were_ticked_for() {
        long old = campaign("Höstrea", "done", 1, 2);
        long draft = campaign("Vårrea", "draft", 3);
        jdbc.sql("UPDATE campaign.campaign SET ended_at = '2020-01-01' WHERE state = 'done'")
                .update();
        var retention = app.bean(Retention.class);
        var rule = new Retention.Rule(12, null);
        assertThat(retention.wouldTake(rule)).isEqualTo(new Retention.Amount(1, 0));
        assertThat(retention.take(rule)).isEqualTo(new Retention.Amount(1, 0));
        assertThat(ticked(old)).isEmpty();
        assertThat(ticked(draft)).containsExactly(3L);
    }

    private long campaign(String name, String state, long... customers) {
        return jdbc.sql("""
                INSERT INTO campaign.campaign (name, channel, state, customers, subject, body, language, created_by,
                                               created_at, changed_by, changed_at)
                VALUES (:name, 'SMS', :state, :customers, :name, :name, 'sv', 'karin', '2026-11-22 09:00Z', 'karin',
                        '2026-11-22 09:00Z')
                RETURNING id
                """)
                .param("name", name)
                .param("state", state)
                .param("customers", customers)
                .query(Long.class)
                .single();
    }

    private List<Long> ticked(long campaign) {
        return jdbc.sql("SELECT unnest(customers) FROM campaign.campaign WHERE id = :id")
                .param("id", campaign)
                .query(Long.class)
                .list();
    }

    @Test
    void whoever_a_message_is_on_its_way_to_waits() {
        var customer = save("Q-4711", "Quarnström", "070-174 06 99", "q.uarn@example.com");
        message(1, customer.value(), "Quarnström", "+46701740699", "running");
        jdbc.sql("DELETE FROM dispatch.outcome").update();

        var erased = app.bean(Erasure.class).erase(List.of(customer.value()), "asked");

        assertThat(erased).isEqualTo(new Erasure.Erased(0, Set.of(customer.value())));
        assertThat(app.bean(Customers.class).byId(customer)).isPresent();
        assertThat(jdbc.sql("SELECT address FROM dispatch.recipient")
                        .query(String.class)
                        .list())
                .containsExactly("+46701740699");
    }

    @Test
    void old_messages_lose_their_text_and_keep_their_account() {
        var customer = save("Q-4711", "Quarnström", "070-174 06 99", "");
        message(1, customer.value(), "Quarnström", "+46701740699", "done");
        message(2, customer.value(), "Quarnström", "+46701740699", "running");
        jdbc.sql("UPDATE dispatch.batch SET created_at = '2020-01-01'").update();
        var retention = app.bean(Retention.class);
        var rule = new Retention.Rule(12, null);
        assertThat(retention.wouldTake(rule)).isEqualTo(new Retention.Amount(1, 0));

        assertThat(retention.take(rule)).isEqualTo(new Retention.Amount(1, 0));

        assertThat(retention.wouldTake(rule)).isEqualTo(new Retention.Amount(0, 0));
        assertThat(jdbc.sql("""
                SELECT batch_id FROM dispatch.message
                WHERE fields IS NULL AND customer_id = :customer AND address = '+46701740699' AND units = 2
                """)
                        .param("customer", customer.value())
                        .query(Long.class)
                        .list())
                .containsExactly(1L);
    }

    @Test
    void an_address_that_somebody_else_has_too_keeps_what_was_said_of_it() {
        var gone = save("Q-4711", "Quarnström", "070-174 06 05", "");
        save("A-1", "Ek", "070-174 06 05", "");
        said("SMS", "+46701740605", "given");

        app.bean(Erasure.class).erase(List.of(gone.value()), "asked");

        assertThat(jdbc.sql("SELECT consent.permits('SMS', 'marketing', '+46701740605')")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void people_of_a_company_that_goes_keep_its_name() {
        var customers = app.bean(Customers.class);
        var company = saved(customers.save(
                null,
                new CustomerEntry(
                        0, Map.of("number", "B-1", "kind", "company", "company_name", "Kvarnen AB"), List.of()),
                "karin"));
        var contact = saved(customers.save(
                null,
                new CustomerEntry(0, Map.of("number", "B-2", "last_name", "Ek", "company_number", "B-1"), List.of()),
                "karin"));

        app.bean(Erasure.class).erase(List.of(company.value()), "asked");

        assertThat(customers.byId(contact).orElseThrow())
                .returns("Kvarnen AB", Customer::companyName)
                .returns(null, Customer::companyId);
    }

    private CustomerId save(String number, String name, String phone, String email) {
        return saved(app.bean(Customers.class)
                .save(
                        null,
                        new CustomerEntry(
                                0,
                                Map.of(
                                        "number",
                                        number,
                                        "external_id",
                                        "K-998877".replace("77", number.substring(2)),
                                        "last_name",
                                        name,
                                        "street",
                                        name.equals("Ek") ? "Storgatan 1" : "Kvarnvägen 77",
                                        "country",
                                        "SE"),
                                List.of(
                                        new CustomerEntry.Point(Channel.SMS, "mobile", phone),
                                        new CustomerEntry.Point(Channel.EMAIL, "email", email))),
                        "karin"));
    }

    private static CustomerId saved(SaveOutcome outcome) {
        assertThat(outcome).isInstanceOf(SaveOutcome.Saved.class);
        return ((SaveOutcome.Saved) outcome).id();
    }

    private void said(String channel, String address, String state) {
        jdbc.sql("""
                WITH e AS (
                    INSERT INTO consent.entry (address, channel, purpose, state, basis, source, detail, actor, at, hash)
                    VALUES (:address, :channel, 'marketing', :state, 'consent', 'user', 'in the shop', 'karin',
                            '2026-11-22 09:00Z', sha256(convert_to(:address || :state, 'UTF8')))
                    RETURNING *)
                INSERT INTO consent.standing (address, channel, purpose, state, source, entry_id, hash, at)
                SELECT address, channel, purpose, state, source, id, hash, at FROM e
                ON CONFLICT (address, channel, purpose)
                DO UPDATE SET state = excluded.state, entry_id = excluded.entry_id, hash = excluded.hash
                """)
                .param("channel", channel)
                .param("address", address)
                .param("state", state)
                .update();
    }

    private void message(long batch, long customer, String name, String address, String state) {
        jdbc.sql("""
                INSERT INTO dispatch.batch (id, name, channel, account_id, sender, content_id, purpose, state, planned,
                                            created_by, created_at)
                OVERRIDING SYSTEM VALUE
                VALUES (:batch, 'Hej ' || :name, 'SMS', 1, 'SHOP', 1, 'service', :state, 1, 'karin', '2026-11-22 09:00Z')
                """)
                .param("batch", batch)
                .param("name", name)
                .param("state", state)
                .update();
        jdbc.sql("INSERT INTO dispatch.slice (batch_id, slice, last_seq) VALUES (:batch, 1, 1)")
                .param("batch", batch)
                .update();
        jdbc.sql("""
                INSERT INTO dispatch.recipient (batch_id, slice, seq, customer_id, address, language, fields)
                VALUES (:batch, 1, 1, :customer, :address, 'sv', ARRAY[:name])
                """)
                .param("batch", batch)
                .param("customer", customer)
                .param("name", name)
                .param("address", address)
                .update();
        jdbc.sql("""
                INSERT INTO dispatch.outcome (batch_id, slice, seq, customer_id, attempt, state, detail, units, at)
                VALUES (:batch, 1, 1, :customer, 1, 'submitted', :detail, 2, '2026-11-22 09:01Z')
                """)
                .param("batch", batch)
                .param("customer", customer)
                .param("detail", "taken for " + address)
                .update();
    }

    /// The tables in which any row holds one of these words, all columns read as text.
    private Set<String> tellingOf(List<String> words) {
        var telling = new TreeSet<String>();
        var tables = jdbc.sql("""
                SELECT format('%I.%I', n.nspname, c.relname)
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'public')
                """).query(String.class).list();
        assertThat(tables).contains("customer.customer", "dispatch.recipient", "consent.entry");
        for (var table : tables) {
            for (var word : words) {
                long rows = jdbc.sql("SELECT count(*) FROM %s t WHERE strpos(t::text, :word) > 0".formatted(table))
                        .param("word", word)
                        .query(Long.class)
                        .single();
                if (rows > 0) {
                    telling.add(table + " " + word);
                }
            }
        }
        return telling;
    }
}
