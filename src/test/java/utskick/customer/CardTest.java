package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.customer.CustomerEntry.Point;
import utskick.kernel.Channel;
import utskick.kernel.CustomerId;
import utskick.kernel.MergeField;
import utskick.kernel.SqlQuery;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// What a card takes, keeps and tells, and what becomes of two that are one.
final class CardTest {

    @RegisterExtension
    static final Database database = new Database();

    private final TestClock clock = new TestClock();
    private final JdbcClient jdbc = database.jdbc();
    private final CustomerStore store = new CustomerStore(jdbc);
    private final Audit audit = new Audit(jdbc, new CurrentUser(), clock);
    private final CustomFields fields = new CustomFields(jdbc, database.transaction(), audit);
    private final SearchIndex search = new SearchIndex(jdbc, database.transaction());
    private final Customers customers =
            new Customers(store, fields, database.transaction(), new Customers.Told(search, (_, _) -> {}), clock);
    private final Merging merging =
            new Merging(store, fields, new Merging.Parts(List.of(), search, audit), database.transaction(), clock);

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE customer.customer, customer.store, customer.customer_group, customer.custom_field,"
                        + " customer.merged, customer.search CASCADE")
                .update();
    }

    @Test
    void a_card_has_any_number_of_points_in_their_order_and_one_that_is_used_first() {
        var id = save(
                0,
                Map.of("number", "1", "last_name", "Ek"),
                new Point(Channel.SMS, "work", "070-174 06 05"),
                new Point(Channel.SMS, "mobile", "070-174 06 06", true),
                new Point(Channel.EMAIL, "invoice", "Faktura@Example.com"),
                new Point(Channel.SMS, "mobile", "070-174 06 07"),
                new Point(Channel.SMS, "home", " "));

        assertThat(customers.byId(id).orElseThrow().contactPoints())
                .extracting(ContactPoint::label, ContactPoint::address, ContactPoint::preferred)
                .containsExactly(
                        tuple("work", "+46701740605", false),
                        tuple("mobile", "+46701740606", true),
                        tuple("mobile", "+46701740607", false),
                        tuple("invoice", "faktura@example.com", false));
    }

    @Test
    void each_field_says_what_is_wrong_with_it() {
        var number = field("shoe_size", CustomField.Kind.NUMBER);
        var choice = field("size", CustomField.Kind.CHOICE, "S", "M");
        var outcome = customers.save(
                null,
                new CustomerEntry(
                        0,
                        Map.of(
                                "number",
                                "",
                                "last_name",
                                "x".repeat(501),
                                "birthday",
                                "31/2",
                                "points",
                                "many",
                                "last_purchase",
                                "soon",
                                "purchases_12_months",
                                "2,5",
                                "store",
                                "Mars",
                                MergeField.OWN + number.key(),
                                "large",
                                MergeField.OWN + choice.key(),
                                "XXL"),
                        List.of(
                                new Point(Channel.SMS, "mobile", "070-174 06 05"),
                                new Point(Channel.SMS, "work", "+46701740605"),
                                new Point(Channel.EMAIL, "email", "nobody@"))),
                "karin");

        assertThat(outcome)
                .isEqualTo(new SaveOutcome.Refused(Map.ofEntries(
                        Map.entry("number", "number_missing"),
                        Map.entry("last_name", "too_long"),
                        Map.entry("birthday", "date"),
                        Map.entry("points", "number"),
                        Map.entry("last_purchase", "date"),
                        Map.entry("purchases_12_months", "count"),
                        Map.entry("store", "store_not_found"),
                        Map.entry("own_shoe_size", "number"),
                        Map.entry("own_size", "choice"),
                        Map.entry("point.1", "address_twice"),
                        Map.entry("point.2", "invalid_address"))));
        assertThat(jdbc.sql("SELECT count(*) FROM customer.customer")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_card_number_that_another_customer_has_is_said_by_its_own_field() {
        save(0, Map.of("number", "1", "last_name", "Ek", "external_id", "K-7"));

        var outcome = customers.save(
                null,
                new CustomerEntry(0, Map.of("number", "2", "last_name", "Lind", "external_id", "K-7"), List.of()),
                "karin");

        assertThat(outcome).isEqualTo(new SaveOutcome.Refused(Map.of("external_id", "external_id_taken")));
    }

    @Test
    void groups_that_many_were_put_into_while_a_card_was_open_stay_when_it_is_saved() {
        var id = save(0, Map.of("number", "1", "last_name", "Ek", "groups", "Barn, Vip"));
        var form = CustomerTexts.entry(customers.byId(id).orElseThrow());
        var everybody = new SqlQuery("SELECT id AS customer_id FROM customer.customer", Map.of());
        assertThat(customers.addToGroup(everybody, "Jul", "erik")).isEqualTo(1);
        assertThat(customers.addToGroup(everybody, "Jul", "erik")).isZero();
        assertThat(customers.removeFromGroup(everybody, "Barn", "erik")).isEqualTo(1);
        assertThat(customers.removeFromGroup(everybody, "Ingen sådan", "erik")).isZero();
        assertThat(customers.changes(id))
                .extracting(Change::actor, Change::field, Change::before, Change::after)
                .startsWith(
                        tuple("erik", "groups", "Barn, Jul, Vip", "Jul, Vip"),
                        tuple("erik", "groups", "Barn, Vip", "Barn, Jul, Vip"));

        var texts = new HashMap<>(form.texts());
        texts.put("groups", "Barn, Sport");
        assertThat(customers.save(id, new CustomerEntry(form.version(), texts, List.of()), "karin"))
                .isEqualTo(new SaveOutcome.Saved(id));

        assertThat(customers.byId(id).orElseThrow().groups()).containsExactly("Jul", "Sport");
    }

    @Test
    void own_fields_are_kept_in_their_kind_and_what_an_import_brought_stays() {
        field("shoe_size", CustomField.Kind.NUMBER);
        field("vip", CustomField.Kind.YES_NO);
        field("since", CustomField.Kind.DATE);
        var id = save(0, Map.of("number", "1", "last_name", "Ek"));
        jdbc.sql("UPDATE customer.customer SET custom = custom || '{\"Gammalt fält\": \"blå\"}'")
                .update();

        save(
                id,
                Map.of(
                        "number", "1",
                        "last_name", "Ek",
                        "own_shoe_size", "42,5",
                        "own_vip", "ja",
                        "own_since", "14.11.2026"));

        assertThat(jdbc.sql("SELECT custom::text FROM customer.customer")
                        .query(String.class)
                        .single())
                .isEqualTo(
                        "{\"vip\": true, \"since\": \"2026-11-14\", \"shoe_size\": 42.5, \"Gammalt fält\": \"blå\"}");
        assertThat(jdbc.sql("SELECT customer.own_text(custom, 'vip', 'fi') FROM customer.customer")
                        .query(String.class)
                        .single())
                .isEqualTo("kyllä");
        // a form without the field leaves it, an empty one takes it away
        save(id, Map.of("number", "1", "last_name", "Ek", "own_vip", ""));
        assertThat(customers.byId(id).orElseThrow().own())
                .isEqualTo(Map.of("since", "2026-11-14", "shoe_size", "42.5", "Gammalt fält", "blå"));
    }

    @Test
    void a_field_that_is_deleted_goes_from_every_card_and_two_of_one_key_cannot_be() {
        var field = field("shoe_size", CustomField.Kind.NUMBER);
        var id = save(0, Map.of("number", "1", "last_name", "Ek", "own_shoe_size", "42"));
        assertThat(fields.used(field)).isEqualTo(1);
        assertThatThrownBy(() -> field("shoe_size", CustomField.Kind.TEXT)).isInstanceOf(CustomFields.KeyTaken.class);
        assertThat(new RegisterFields(fields).fields())
                .contains(new MergeField("own_shoe_size", MergeField.Kind.NUMBER));

        fields.remove(field);

        assertThat(customers.byId(id).orElseThrow().own()).isEmpty();
        assertThat(new RegisterFields(fields).fields())
                .doesNotContain(new MergeField("own_shoe_size", MergeField.Kind.NUMBER));
    }

    @Test
    void a_wrong_number_from_a_file_stops_nobody_from_saving_the_rest() {
        var id = save(0, Map.of("number", "1", "last_name", "Ek"));
        jdbc.sql("""
                INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, problem, reachable)
                VALUES (:id, 'SMS', 'mobile', '07o-12', 'letters', false)
                """).param("id", id.value()).update();

        save(id, Map.of("number", "1", "last_name", "Ekman"), new Point(Channel.SMS, "mobile", "07o-12"));

        assertThat(customers.byId(id).orElseThrow().contactPoints())
                .singleElement()
                .returns("letters", ContactPoint::problem);
        assertThat(customers.changes(id))
                .extracting(Change::actor, Change::field, Change::before, Change::after)
                .contains(tuple("karin", "last_name", "Ek", "Ekman"));
    }

    @Test
    void a_field_that_is_defined_late_takes_what_imports_brought_under_its_name() {
        jdbc.sql("""
                INSERT INTO customer.customer (number, last_name, custom, created_at, changed_at)
                SELECT 'L-' || i, 'Ek', jsonb_build_object('SKO-STORLEK', i || ',5', 'Annat', 'x'), now(), now()
                FROM generate_series(1, 2500) i
                UNION ALL SELECT 'L-0', 'Ek', '{"SKO-STORLEK": "stor", "shoe_size": "44"}', now(), now()
                """).update();
        fields.add("shoe_size", CustomField.Kind.NUMBER, Map.of("sv", "Sko storlek"), List.of());

        assertThat(jdbc.sql("SELECT custom FROM customer.customer WHERE number IN ('L-0', 'L-2500') ORDER BY number")
                        .query(String.class)
                        .list())
                .as("what cannot be read as a number stays as it came")
                .containsExactly(
                        "{\"shoe_size\": 44, \"SKO-STORLEK\": \"stor\"}", "{\"Annat\": \"x\", \"shoe_size\": 2500.5}");
        assertThat(jdbc.sql(
                                "SELECT count(*) FROM customer.customer WHERE jsonb_typeof(custom -> 'shoe_size') = 'number'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2501);
    }

    @Test
    void whoever_edits_an_old_card_is_shown_what_the_other_wrote() {
        var id = save(0, Map.of("number", "1", "last_name", "Ek"));
        save(id, Map.of("number", "1", "last_name", "Eklund"));
        var outcome = customers.save(
                id, new CustomerEntry(1, Map.of("number", "1", "last_name", "Ekman"), List.of()), "anders");

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        SaveOutcome.Stale.class,
                        stale -> assertThat(stale.now().lastName()).isEqualTo("Eklund"));
        assertThat(customers.byId(id).orElseThrow().lastName()).isEqualTo("Eklund");
    }

    @Test
    void two_cards_become_one_with_what_both_had() {
        var kept = save(
                0,
                Map.of("number", "00017", "first_name", "Åsa", "last_name", "Ek", "groups", "Vip", "points", "10"),
                new Point(Channel.SMS, "mobile", "070-174 06 05", true));
        var gone = save(
                0,
                Map.of("number", "9001", "last_name", "Ek-Lind", "groups", "Vip, Barn", "city", "Lund", "points", "7"),
                new Point(Channel.SMS, "work", "070-174 06 05"),
                new Point(Channel.SMS, "mobile", "070-174 06 06", true),
                new Point(Channel.EMAIL, "email", "asa@example.com"));
        assertThat(Merging.differences(
                        customers.byId(kept).orElseThrow(), customers.byId(gone).orElseThrow()))
                .containsExactly("number", "first_name", "last_name", "city", "points");

        var outcome = merging.merge(side(kept), side(gone), new Merging.Picked(Set.of("last_name", "city")), "karin");

        assertThat(outcome).isEqualTo(new Merging.Outcome.Merged(kept));
        var customer = customers.byId(kept).orElseThrow();
        assertThat(customer)
                .returns("00017", Customer::number)
                .returns("Åsa Ek-Lind", Customer::name)
                .returns("Lund", Customer::city)
                .returns(List.of("Barn", "Vip"), Customer::groups);
        assertThat(customer.points()).isEqualByComparingTo("10");
        assertThat(customer.contactPoints())
                .extracting(ContactPoint::address, ContactPoint::preferred)
                .containsExactly(
                        tuple("+46701740605", true), tuple("+46701740606", false), tuple("asa@example.com", false));
        assertThat(customers.byId(gone)).isEmpty();
        assertThat(customers.keptInsteadOf(gone)).contains(kept);
        // the log of both is on the card
        assertThat(customers.changes(kept))
                .extracting(Change::field, Change::before, Change::after)
                .contains(
                        tuple("created", "", "00017"),
                        tuple("created", "", "9001"),
                        tuple("merged", "9001 Ek-Lind", "00017"),
                        tuple("city", "", "Lund"));
    }

    @Test
    void what_both_have_collected_is_added_up_where_somebody_says_so() {
        var kept = save(
                0, Map.of("number", "1", "last_name", "Ek", "points", "10.50", "balance", "-20", "currency", "SEK"));
        var gone = save(0, Map.of("number", "2", "last_name", "Ek", "points", "7", "balance", "5", "currency", "EUR"));

        var outcome = merging.merge(
                side(kept),
                side(gone),
                new Merging.Picked(Set.of(), Set.of("points", "balance", "last_name", "bought_this_year")),
                "karin");

        assertThat(outcome).isEqualTo(new Merging.Outcome.Merged(kept));
        var customer = customers.byId(kept).orElseThrow();
        assertThat(customer.points()).isEqualByComparingTo("17.50");
        assertThat(customer.balance()).as("crowns and euros are not added").isEqualByComparingTo("-20");
        assertThat(customer.lastName()).isEqualTo("Ek");
    }

    @Test
    void a_balance_brings_its_currency_and_protection_wins_unless_somebody_says_otherwise() {
        var kept =
                save(0, Map.of("number", "1", "last_name", "Ek", "balance", "-20", "currency", "SEK", "points", "1"));
        var gone = save(
                0,
                Map.of(
                        "number",
                        "2",
                        "first_name",
                        "Åsa",
                        "last_name",
                        "Ek",
                        "balance",
                        "5",
                        "currency",
                        "EUR",
                        "points",
                        "2",
                        "protected",
                        "true",
                        "status",
                        "deceased"));
        var one = CustomerTexts.entry(customers.byId(kept).orElseThrow());
        var two = CustomerTexts.entry(customers.byId(gone).orElseThrow());
        assertThat(Merging.differences(
                        customers.byId(kept).orElseThrow(), customers.byId(gone).orElseThrow()))
                .contains("balance", "points", "protected", "status")
                .doesNotContain("currency");
        assertThat(List.of("number", "first_name", "points", "balance", "protected", "status"))
                .extracting(field -> Merging.usual(one, two, field))
                .containsExactly("kept", "gone", "sum", "kept", "gone", "gone");
        assertThat(List.of("protected", "status"))
                .as("the other way round")
                .extracting(field -> Merging.usual(two, one, field))
                .containsOnly("kept");

        merging.merge(side(kept), side(gone), new Merging.Picked(Set.of("balance")), "karin");

        var customer = customers.byId(kept).orElseThrow();
        assertThat(customer.balance()).isEqualByComparingTo("5");
        assertThat(customer.currency()).isEqualTo("EUR");
    }

    @Test
    void the_number_of_the_other_can_be_kept_and_contacts_of_a_company_follow() {
        var kept = save(0, Map.of("number", "B-1", "kind", "company", "company_name", "Kvarnen AB"));
        var gone = save(0, Map.of("number", "B-2", "kind", "company", "company_name", "Kvarnen"));
        var contact = save(0, Map.of("number", "P-1", "last_name", "Ek", "company_number", "B-2"));
        assertThat(merging.moved(gone)).singleElement().returns(1L, it -> it.count());

        merging.merge(side(kept), side(gone), new Merging.Picked(Set.of("number")), "karin");

        assertThat(customers.byId(kept).orElseThrow().number()).isEqualTo("B-2");
        assertThat(customers.byId(contact).orElseThrow().companyId()).isEqualTo(kept);
        assertThat(jdbc.sql("SELECT gone_number FROM customer.merged")
                        .query(String.class)
                        .list())
                .containsExactly("B-1");
    }

    @Test
    void a_card_that_changed_meanwhile_is_not_merged() {
        var kept = save(0, Map.of("number", "1", "last_name", "Ek"));
        var gone = save(0, Map.of("number", "2", "last_name", "Ek"));
        var seen = side(gone);
        save(gone, Map.of("number", "2", "last_name", "Lind"));

        assertThat(merging.merge(side(kept), seen, new Merging.Picked(Set.of()), "karin"))
                .isInstanceOf(Merging.Outcome.Stale.class);
        assertThat(customers.byId(gone)).isPresent();
    }

    @Test
    void a_key_is_made_of_a_name() {
        assertThat(List.of("Skostorlek (EU)", "Łódź 2", "3 barn", "Μέγεθος", "x".repeat(50)))
                .extracting(CustomFields::keyOf)
                .containsExactly("skostorlek_eu", "lodz_2", "barn", "", "x".repeat(40));
    }

    @Test
    void a_typed_value_is_read_as_the_fields_kind() {
        var day = LocalDate.of(2026, 11, 22);
        var yes = new CustomField(1, "vip", CustomField.Kind.YES_NO, Map.of("sv", "Vip"), List.of());
        assertThat(List.of("ja", "kyllä", "ναι", "tak", "yes"))
                .allSatisfy(
                        word -> assertThat(CustomFields.read(yes, word, day)).isEqualTo(true));
        assertThat(CustomFields.read(yes, "nej", day)).isEqualTo(false);
        assertThat(CustomFields.read(yes, "  ", day)).isNull();
        assertThatThrownBy(() -> CustomFields.read(yes, "kanske", day)).hasMessage("yes_no");
    }

    private CustomField field(String key, CustomField.Kind kind, String... choices) {
        int id = fields.add(key, kind, Map.of("sv", key), List.of(choices));
        return fields.byId(id).orElseThrow();
    }

    private Merging.Side side(CustomerId id) {
        return new Merging.Side(id, customers.byId(id).orElseThrow().version());
    }

    private CustomerId save(int version, Map<String, String> texts, Point... points) {
        return saved(customers.save(null, new CustomerEntry(version, swedish(texts), List.of(points)), "karin"));
    }

    private CustomerId save(CustomerId id, Map<String, String> texts, Point... points) {
        int version = customers.byId(id).orElseThrow().version();
        return saved(customers.save(id, new CustomerEntry(version, swedish(texts), List.of(points)), "karin"));
    }

    private static Map<String, String> swedish(Map<String, String> texts) {
        var all = new HashMap<>(texts);
        all.putIfAbsent("country", "SE");
        all.putIfAbsent("language", "sv");
        return all;
    }

    private static CustomerId saved(SaveOutcome outcome) {
        assertThat(outcome).isInstanceOf(SaveOutcome.Saved.class);
        return ((SaveOutcome.Saved) outcome).id();
    }
}
