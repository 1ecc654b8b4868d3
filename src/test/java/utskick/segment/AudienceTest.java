package utskick.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.consent.ConsentLedger;
import utskick.consent.ConsentState;
import utskick.consent.OptOuts;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.consent.Said;
import utskick.consent.SuppressionList;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;
import utskick.testing.TestClock;

final class AudienceTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final Criterion EVERYBODY = Criterion.all();
    private static final Origin TILL = new Origin(Origin.Source.TILL, Origin.Basis.CONSENT, "", "", "till", "");

    private final TestClock clock = new TestClock();
    private final ConsentLedger ledger = new ConsentLedger(
            database.jdbc(), new TransactionTemplate(new JdbcTransactionManager(database.dataSource())), clock);
    private final SuppressionList suppressions = new SuppressionList(database.jdbc(), clock);
    private final Segments segments = TestSegments.on(database, clock);

    @BeforeEach
    void empty() {
        database.jdbc().sql("""
                TRUNCATE customer.customer, customer.customer_group, consent.entry, consent.standing,
                         consent.suppression, consent.opt_out_link, consent.reach, consent.touched,
                         segment.segment, dispatch.batch, dispatch.recipient, dispatch.outcome CASCADE
                """).update();
    }

    @Test
    void each_customer_is_counted_once_at_the_first_reason_that_holds() {
        long gets = customer("gets");
        yes(phone(gets, "mobile", "+46701740601", true));
        long neverAsked = customer("never asked");
        phone(neverAsked, "mobile", "+46701740602", true);
        long refused = customer("refused");
        no(phone(refused, "mobile", "+46701740603", true), Origin.Source.TILL, false);
        long withdrawn = customer("withdrawn");
        no(phone(withdrawn, "mobile", "+46701740604", true), Origin.Source.WEB, true);
        long suppressed = customer("suppressed");
        var bad = phone(suppressed, "mobile", "+46701740605", true);
        yes(bad);
        suppressions.add(List.of(bad), SuppressionList.Reason.HARD_BOUNCE);
        long secret = customer("protected");
        yes(phone(secret, "mobile", "+46701740606", true));
        database.jdbc()
                .sql("UPDATE customer.customer SET protected = true WHERE id = " + secret)
                .update();
        long dead = customer("deceased");
        yes(phone(dead, "mobile", "+46701740607", true));
        database.jdbc()
                .sql("UPDATE customer.customer SET status = 'deceased' WHERE id = " + dead)
                .update();
        long without = customer("without address");
        long onlyWork = customer("only a work phone");
        yes(phone(onlyWork, "work", "+46701740608", true));
        long landline = customer("landline");
        yes(phone(landline, "mobile", "+4646123456", false));
        long twin = customer("same phone as the first");
        yes(phone(twin, "mobile", "+46701740601", true));

        var rules = sms(EVERYBODY, List.of("mobile"));
        assertThat(reasons(rules))
                .containsExactlyInAnyOrderEntriesOf(map(
                        entry(gets, "duplicate_address"),
                        entry(neverAsked, "no_consent"),
                        entry(refused, "no_consent"),
                        entry(withdrawn, "withdrawn"),
                        entry(suppressed, "suppressed"),
                        entry(secret, "protected"),
                        entry(dead, "protected"),
                        entry(without, "no_address"),
                        entry(onlyWork, "no_address"),
                        entry(landline, "not_mobile"),
                        entry(twin, null)));

        var waterfall = segments.waterfall(rules);
        assertThat(waterfall.selected()).isEqualTo(11);
        assertThat(waterfall.recipients()).isEqualTo(1);
        assertThat(waterfall.leftOut())
                .containsExactly(
                        Map.entry(LeftOutReason.NO_CONSENT, 2L),
                        Map.entry(LeftOutReason.WITHDRAWN, 1L),
                        Map.entry(LeftOutReason.SUPPRESSED, 1L),
                        Map.entry(LeftOutReason.PROTECTED, 2L),
                        Map.entry(LeftOutReason.NO_ADDRESS, 2L),
                        Map.entry(LeftOutReason.NOT_MOBILE, 1L),
                        Map.entry(LeftOutReason.DUPLICATE_ADDRESS, 1L));
        assertThat(segments.leftOut(rules, LeftOutReason.NO_ADDRESS, 0, 10))
                .extracting(Selected::name)
                .containsExactly("without address", "only a work phone");
        assertThat(segments.recipients(rules, 0, 10))
                .extracting(Selected::customerId)
                .containsExactly(twin);
    }

    @Test
    void some_are_spared_and_each_is_counted_at_one_step() {
        long gets = reachable("gets it", "+46701740601");
        long abroad = reachable("abroad", "+46701740602");
        long quiet = reachable("on the quiet list", "+46701740603");
        long both = reachable("abroad and on the quiet list", "+46701740604");
        long lately = reachable("written to yesterday", "+46701740605");
        long longAgo = reachable("written to a month ago", "+46701740606");
        long shares = reachable("shares the number of one who is spared", "+46701740603");
        long never = customer("no consent and abroad");
        phone(never, "mobile", "+46701740607", true);
        database.jdbc()
                .sql("UPDATE customer.customer SET country = 'GR' WHERE id = ANY (:ids)")
                .param("ids", new Long[] {abroad, both, never})
                .update();
        sent(1, lately, "+46701740605", clock.instant().minus(Duration.ofDays(1)));
        sent(2, longAgo, "+46701740606", clock.instant().minus(Duration.ofDays(30)));
        var list = ((Saved.Done) segments.create("quiet", "", new Criterion.Customers(List.of(quiet, both)), "anna"))
                .segment();

        var rules = new Audience(
                Audience.Who.of(EVERYBODY),
                Channel.SMS,
                "marketing",
                List.of(),
                List.of(),
                new Audience.Limits(7, List.of("SE", "FI"), list.id()));
        assertThat(reasons(rules))
                .containsExactlyInAnyOrderEntriesOf(map(
                        entry(gets, null),
                        entry(abroad, "wrong_country"),
                        entry(quiet, "quiet"),
                        entry(both, "wrong_country"),
                        entry(lately, "written_to"),
                        entry(longAgo, null),
                        entry(shares, null),
                        entry(never, "no_consent")));
        var waterfall = segments.waterfall(rules);
        assertThat(waterfall.selected()).isEqualTo(8);
        assertThat(waterfall.recipients()).isEqualTo(3);
        assertThat(waterfall.leftOut())
                .containsExactly(
                        Map.entry(LeftOutReason.NO_CONSENT, 1L),
                        Map.entry(LeftOutReason.WRONG_COUNTRY, 2L),
                        Map.entry(LeftOutReason.QUIET, 1L),
                        Map.entry(LeftOutReason.WRITTEN_TO, 1L));
    }

    @Test
    void of_two_with_one_number_the_one_who_prefers_it_gets_it() {
        long first = customer("first");
        yes(phone(first, "mobile", "+46701740601", true));
        database.jdbc()
                .sql("UPDATE customer.contact_point SET preferred = true")
                .update();
        long second = customer("second");
        phone(second, "mobile", "+46701740601", true);

        assertThat(reasons(sms(EVERYBODY, List.of())))
                .containsExactlyInAnyOrderEntriesOf(map(entry(first, null), entry(second, "duplicate_address")));
    }

    @Test
    void the_labels_are_tried_in_order_and_one_that_may_be_used_comes_first() {
        long both = customer("both");
        yes(phone(both, "mobile", "+46701740601", true));
        yes(phone(both, "work", "+46701740602", true));
        long onlyWorkMay = customer("only work may");
        phone(onlyWorkMay, "mobile", "+46701740603", true);
        yes(phone(onlyWorkMay, "work", "+46701740604", true));

        assertThat(addresses(sms(EVERYBODY, List.of("work", "mobile"))))
                .containsEntry(both, "+46701740602")
                .containsEntry(onlyWorkMay, "+46701740604");
        assertThat(addresses(sms(EVERYBODY, List.of("mobile", "work"))))
                .containsEntry(both, "+46701740601")
                .containsEntry(onlyWorkMay, "+46701740604");
    }

    @Test
    void a_service_message_needs_no_yes_and_respects_a_no() {
        long neverAsked = customer("never asked");
        phone(neverAsked, "mobile", "+46701740601", true);
        long noService = customer("no service");
        var phone = phone(noService, "mobile", "+46701740602", true);
        ledger.withdraw(phone, Purpose.SERVICE, Origin.customer(Origin.Source.WEB, "", ""));

        var rules = new Audience(Audience.Who.of(EVERYBODY), Channel.SMS, "service", List.of(), List.of());
        assertThat(reasons(rules))
                .containsExactlyInAnyOrderEntriesOf(map(entry(neverAsked, null), entry(noService, "withdrawn")));
    }

    @Test
    void who_stopped_offers_gets_what_their_own_business_needs() {
        long offers = customer("stopped offers");
        long all = customer("stopped all");
        var some = phone(offers, "mobile", "+46701740601", true);
        var none = phone(all, "mobile", "+46701740602", true);
        List.of(some, none).forEach(this::yes);
        suppressions.add(List.of(some, none), SuppressionList.Reason.STOP);
        suppressions.takeStopBack(some, Purpose.SERVICE);

        var service = new Audience(Audience.Who.of(EVERYBODY), Channel.SMS, "service", List.of(), List.of());
        assertThat(reasons(service))
                .containsExactlyInAnyOrderEntriesOf(map(entry(offers, null), entry(all, "suppressed")));
        assertThat(reasons(sms(EVERYBODY, List.of("mobile"))))
                .containsExactlyInAnyOrderEntriesOf(map(entry(offers, "suppressed"), entry(all, "suppressed")));
    }

    @Test
    void the_set_agrees_with_the_question_for_one_message() {
        long[] customers = new long[30];
        for (int i = 0; i < customers.length; i++) {
            customers[i] = customer("c" + i);
            var phone = phone(customers[i], "mobile", "+467017406%02d".formatted(i), true);
            switch (i % 5) {
                case 1 -> yes(phone);
                case 2 -> no(phone, Origin.Source.WEB, true);
                case 3 -> suppressions.add(List.of(phone), SuppressionList.Reason.MANUAL);
                case 4 -> no(phone, Origin.Source.TILL, false);
                default -> {}
            }
        }
        for (String purpose : List.of("marketing", "service")) {
            var rules = new Audience(Audience.Who.of(EVERYBODY), Channel.SMS, purpose, List.of(), List.of());
            for (Row row : rows(rules)) {
                boolean permitted = database.jdbc()
                        .sql("SELECT consent.permits('SMS', :purpose, :address)")
                        .param("purpose", purpose)
                        .param("address", row.address())
                        .query(Boolean.class)
                        .single();
                assertThat(row.reason() == null).isEqualTo(permitted);
            }
        }
    }

    @Test
    void selections_add_hand_picked_ones_join_and_exceptions_take_away() {
        long a = customer("a");
        long b = customer("b");
        long c = customer("c");
        var aOnly = new Criterion.Text(Criterion.TextField.NAME, Criterion.TextRelation.IS, List.of("A"));
        var bOnly = new Criterion.Text(Criterion.TextField.NAME, Criterion.TextRelation.IS, List.of("b"));

        assertThat(selected(new Audience.Who(List.of(aOnly, bOnly), List.of(), List.of())))
                .containsExactly(a, b);
        assertThat(selected(new Audience.Who(List.of(aOnly), List.of(), List.of(c))))
                .containsExactly(a, c);
        assertThat(selected(new Audience.Who(List.of(EVERYBODY), List.of(bOnly), List.of())))
                .containsExactly(a, c);
        assertThat(selected(new Audience.Who(List.of(), List.of(), List.of()))).isEmpty();
    }

    @Test
    void fields_are_frozen_in_their_order_and_an_unknown_one_is_refused() {
        long customer = customer("Åsa");
        var phone = phone(customer, "mobile", "+46701740601", true);
        yes(phone);
        database.jdbc().sql("""
                UPDATE customer.customer
                SET points = 1240.5, balance = -20, currency = 'EUR', last_purchase = '2026-11-14'
                """).update();
        var fields = List.of(
                new MergeField("balance", MergeField.Kind.MONEY),
                new MergeField("first_name", MergeField.Kind.TEXT),
                new MergeField("points", MergeField.Kind.NUMBER),
                new MergeField("last_purchase", MergeField.Kind.DATE),
                new MergeField("category", MergeField.Kind.TEXT),
                Audience.OPT_OUT);
        var rules = new Audience(Audience.Who.of(EVERYBODY), Channel.SMS, "marketing", List.of(), fields);

        assertThat(segments.openOptOuts(rules)).isEqualTo(1);
        assertThat(rows(rules).getFirst().fields())
                .containsExactly(
                        "-20.00 EUR", "Åsa", "1240.50", "2026-11-14", "", new OptOuts(database.jdbc()).link(phone));
        assertThatThrownBy(() -> segments.audience(new Audience(
                        rules.who(),
                        Channel.SMS,
                        "marketing",
                        List.of(),
                        List.of(new MergeField("note FROM customer.customer --", MergeField.Kind.TEXT)))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private record Row(
            long customer,
            @Nullable String address,
            List<String> fields,
            @Nullable String reason) {}

    private List<Row> rows(Audience audience) {
        var query = segments.audience(audience);
        return database.jdbc()
                .sql(query.text() + " ORDER BY customer_id")
                .params(new HashMap<>(query.params()))
                .query((row, _) -> new Row(
                        row.getLong("customer_id"),
                        row.getString("address"),
                        Arrays.asList((String[]) row.getArray("fields").getArray()),
                        row.getString("reason")))
                .list();
    }

    private Map<Long, @Nullable String> reasons(Audience audience) {
        Map<Long, @Nullable String> reasons = new HashMap<>();
        rows(audience).forEach(row -> reasons.put(row.customer(), row.reason()));
        return reasons;
    }

    private Map<Long, @Nullable String> addresses(Audience audience) {
        Map<Long, @Nullable String> addresses = new HashMap<>();
        rows(audience).forEach(row -> addresses.put(row.customer(), row.address()));
        return addresses;
    }

    private List<Long> selected(Audience.Who who) {
        var rules = new Audience(who, Channel.EMAIL, "marketing", List.of(), List.of());
        return new ArrayList<>(rows(rules).stream().map(Row::customer).toList());
    }

    private long reachable(String name, String phone) {
        long id = customer(name);
        yes(phone(id, "mobile", phone, true));
        return id;
    }

    private static void sent(int batch, long customer, String address, Instant at) {
        database.jdbc()
                .sql("""
                WITH batch AS (
                    INSERT INTO dispatch.batch (kind, name, channel, account_id, sender, content_id, purpose, state,
                                                created_by, created_at, done_at)
                    VALUES ('campaign', 'm', 'SMS', 1, 's', 1, 'marketing', 'done', 'bo', :at::timestamptz,
                            :at::timestamptz)
                    RETURNING id
                ), recipient AS (
                    INSERT INTO dispatch.recipient (batch_id, slice, seq, customer_id, address, language, fields)
                    SELECT id, 0, :seq, :customer, :address, 'sv', '{}' FROM batch
                )
                INSERT INTO dispatch.outcome (batch_id, slice, seq, customer_id, attempt, state, at)
                SELECT id, 0, :seq, :customer, 1, 'submitted', :at::timestamptz FROM batch
                """)
                .param("seq", batch)
                .param("customer", customer)
                .param("address", address)
                .param("at", at.toString())
                .update();
    }

    private static Audience sms(Criterion criterion, List<String> labels) {
        return new Audience(Audience.Who.of(criterion), Channel.SMS, "marketing", labels, List.of());
    }

    private record Entry(long customer, @Nullable String value) {}

    private static Entry entry(long customer, @Nullable String value) {
        return new Entry(customer, value);
    }

    private static Map<Long, @Nullable String> map(Entry... entries) {
        Map<Long, @Nullable String> map = new HashMap<>();
        for (Entry entry : entries) {
            map.put(entry.customer(), entry.value());
        }
        return map;
    }

    private void yes(Address address) {
        ledger.give(address, Purpose.MARKETING, TILL);
    }

    private void no(Address address, Origin.Source source, boolean withdrawn) {
        var origin = new Origin(source, Origin.Basis.CONSENT, "", "", "test", "");
        if (withdrawn) {
            ledger.withdraw(address, Purpose.MARKETING, origin);
        } else {
            ledger.record(List.of(new Said(address, Purpose.MARKETING, ConsentState.REFUSED, origin, clock.instant())));
        }
    }

    private long customer(String name) {
        clock.advance(Duration.ofSeconds(1));
        return database.jdbc()
                .sql("""
                INSERT INTO customer.customer (number, first_name, created_at, changed_at)
                VALUES (gen_random_uuid()::text, :name, :now::timestamptz, :now::timestamptz)
                RETURNING id
                """)
                .param("name", name)
                .param("now", clock.instant().toString())
                .query(Long.class)
                .single();
    }

    private static PhoneNumber phone(long customer, String label, String number, boolean mobile) {
        database.jdbc()
                .sql("""
                INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                VALUES (:customer, 'SMS', :label, :number, :number, :mobile)
                """)
                .param("customer", customer)
                .param("label", label)
                .param("number", number)
                .param("mobile", mobile)
                .update();
        return new PhoneNumber(number);
    }
}
