package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.access.Audit;
import utskick.access.CurrentUser;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;
import utskick.testing.Database;

/// What the list finds, in which order, and that what is stored for it keeps up with the register.
final class CustomerSearchTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);

    private final JdbcClient jdbc = database.jdbc();
    private final SearchIndex search = new SearchIndex(jdbc, database.transaction());
    private final CustomerList list =
            new CustomerList(jdbc, database.transaction(), new Nobody(), new RegisterSize(jdbc, CLOCK));
    private final Customers customers = new Customers(
            new CustomerStore(jdbc),
            new CustomFields(jdbc, database.transaction(), new Audit(jdbc, new CurrentUser(), CLOCK)),
            database.transaction(),
            new Customers.Told(search, (_, _) -> {}),
            CLOCK);

    @BeforeEach
    void register() {
        jdbc.sql("TRUNCATE customer.customer, customer.store, customer.customer_group, customer.search CASCADE")
                .update();
        add("00017", "Åsa", "Lindström", "+46701740605", "lind.strom@telia.com");
        add("00018", "Asa", "Lindberg", "+46701740611", "asa@example.com");
        add("00019", "Σοφία", "Σταύρου", "+306912345678", null);
        add("00020", "Łukasz", "Wójcik", "+48512345678", null);
        add("K-21", "Anna-Lena", "Öberg", null, "O.Berg@example.com");
        add("170", "Jean", "O’Brien", "+358401234567", null);
        jdbc.sql("UPDATE customer.customer SET external_id = '7350001234' WHERE number = '170'")
                .update();
        search.catchUp();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                // names, in any case, with and without accents, begun, in any order
                "åsa;00017 00018",
                "ASA;00018 00017",
                "lind asa;00018 00017",
                "Åsa Lindström;00017",
                "σοφια;00019",
                "ΣΤΑΥΡΟΥ;00019",
                "Σταύρου Σοφία;00019",
                "lukasz;00020",
                "wojcik łuk;00020",
                "anna-l;K-21",
                "lena oberg;K-21",
                "o'brien;170",
                "O’BRIEN jean;170",
                // numbers, with and without their zeros and signs
                "00017;00017",
                "17;00017",
                "170;170",
                "k-21;K-21",
                "k-2;K-21",
                "7350001234;170",
                "735000;170",
                // phones in any writing, and their ends
                "070-174 06 05;00017",
                "+46 70 174 06 05;00017",
                "+46 (0)70-174 06 05;00017",
                "0046701740605;00017",
                "46701740605;00017",
                "070-174;00017 00018",
                "0605;00017",
                "5678;00019 00020",
                "6912345678;00019",
                "512 345 678;00020",
                "040 123 4567;170",
                "lind 0605;00017",
                // e-mail
                "asa@example.com;00018",
                "lind.strom@telia.com;00017",
                "o.berg@ex;K-21",
                "example.com;00018 K-21",
                "telia;00017",
                // nobody
                "åsa wójcik;",
                "070-999 99 99;",
                "' & ! | :* \\ ( xyz;",
            })
    void finds(String typed, @Nullable String numbers) {
        assertThat(numbers(CustomerQuery.parse(
                        "q=" + java.net.URLEncoder.encode(typed, java.nio.charset.StandardCharsets.UTF_8))))
                .containsExactly(numbers == null ? new String[0] : numbers.split(" "));
    }

    @Test
    void what_is_only_begun_shows_all() {
        assertThat(numbers(CustomerQuery.parse("q=0"))).hasSize(6);
        assertThat(numbers(CustomerQuery.parse("q=%2B467"))).hasSize(6);
    }

    @Test
    void a_saved_card_is_found_at_once_and_no_longer_by_what_it_was() {
        var id = Objects.requireNonNull(jdbc.sql("SELECT id FROM customer.customer WHERE number = '00020'")
                .query(Long.class)
                .single());
        jdbc.sql("UPDATE customer.customer SET last_name = 'Nowak', version = version + 1 WHERE id = :id")
                .param("id", id)
                .update();
        assertThat(numbers(CustomerQuery.parse("q=wojcik"))).containsExactly("00020");
        search.refresh(List.of(id));
        assertThat(numbers(CustomerQuery.parse("q=wojcik"))).isEmpty();
        assertThat(numbers(CustomerQuery.parse("q=nowak"))).containsExactly("00020");
        assertThat(search.catchUp()).isZero();
    }

    @Test
    void what_a_program_that_died_left_out_is_found_after_the_next_start() {
        add("99", "Zoë", "Ny", null, null);
        jdbc.sql("UPDATE customer.customer SET first_name = 'Maja', version = version + 1 WHERE number = '00018'")
                .update();
        jdbc.sql("DELETE FROM customer.customer WHERE number = '00017'").update();
        assertThat(search.catchUp()).isEqualTo(2);
        assertThat(numbers(CustomerQuery.parse("q=zoe"))).containsExactly("99");
        assertThat(numbers(CustomerQuery.parse("q=maja"))).containsExactly("00018");
        assertThat(jdbc.sql("SELECT count(*) FROM customer.search")
                        .query(Long.class)
                        .single())
                .isEqualTo(6);
        assertThat(search.catchUp()).isZero();
    }

    @Test
    void contacts_are_found_by_their_companys_new_name() {
        jdbc.sql("INSERT INTO customer.customer (number, kind, company_name, created_at, changed_at)"
                        + " VALUES ('F1', 'company', 'Café Ängen AB', now(), now())")
                .update();
        jdbc.sql("UPDATE customer.customer SET company_id = (SELECT id FROM customer.customer WHERE number = 'F1'),"
                        + " version = version + 1 WHERE number = '170'")
                .update();
        search.catchUp();
        assertThat(numbers(CustomerQuery.parse("q=cafe+angen"))).containsExactly("170", "F1");
        jdbc.sql("UPDATE customer.customer SET company_name = 'Bageri Lund', version = version + 1 WHERE number = 'F1'")
                .update();
        search.catchUp();
        assertThat(numbers(CustomerQuery.parse("q=bageri"))).containsExactly("170", "F1");
        assertThat(numbers(CustomerQuery.parse("q=angen"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'',''", "name,''", "-name,''", "points,''", "-last_purchase,''", "added,''", "'',lars", "-name,lars"})
    void pages_follow_each_other_without_a_gap_or_a_repeat(String sort, String q) {
        many(180);
        search.catchUp();
        var seen = new ArrayList<String>();
        var query = CustomerQuery.parse("sort=" + sort + "&q=" + q);
        var page = list.find(query);
        assertThat(page.found()).isEqualTo(q.isEmpty() ? 186 : 180);
        while (true) {
            page.rows().forEach(row -> seen.add(row.number()));
            var next = page.next();
            if (next == null) {
                break;
            }
            page = list.find(CustomerQuery.parse(next.text()));
        }
        assertThat(seen).hasSize(q.isEmpty() ? 186 : 180).doesNotHaveDuplicates();
        if (sort.equals("points")) {
            assertThat(seen.getFirst()).isEqualTo("M00180");
            jdbc.sql("UPDATE customer.customer SET points = 1000000, version = version + 1 WHERE number = 'M00007'")
                    .update();
            search.catchUp();
            assertThat(list.find(query).rows().getFirst().number()).isEqualTo("M00007");
        }
    }

    @Test
    void of_more_than_can_be_sorted_the_best_are_shown_and_another_order_is_over_all() {
        many(CustomerList.SORTED + 200);
        jdbc.sql("UPDATE customer.customer SET first_name = 'Lárs' WHERE number < 'M04000' AND number LIKE 'M%'")
                .update();
        search.catchUp();
        var page = list.find(CustomerQuery.parse("q=lárs"));
        assertThat(page.many()).isTrue();
        assertThat(page.found()).isEqualTo(CustomerList.SORTED);
        assertThat(page.rows())
                .hasSize(CustomerList.PAGE)
                .allMatch(row -> row.name().startsWith("Lárs"));
        assertThat(page.rows().getFirst().number()).isEqualTo("M00001");
        var second = list.find(Objects.requireNonNull(page.next()));
        assertThat(second.rows().getFirst().number()).isEqualTo("M00051");

        var last = list.find(CustomerQuery.parse("q=lars&sort=-number"));
        assertThat(last.rows().getFirst().number()).isEqualTo("M0" + (CustomerList.SORTED + 200));
        var before = list.find(Objects.requireNonNull(last.next()));
        assertThat(before.rows().getFirst().number()).isEqualTo("M0" + (CustomerList.SORTED + 150));

        assertThat(list.count(new CustomerSelection.Found(CustomerQuery.parse("q=lars"))))
                .isEqualTo(CustomerList.SORTED + 200);
    }

    @Test
    void filters_narrow_and_their_values_widen() {
        jdbc.sql("INSERT INTO customer.store (name) VALUES ('Lund'), ('Malmö'), ('Ystad')")
                .update();
        jdbc.sql("UPDATE customer.customer SET country = 'GR', balance = 10,"
                        + " store_id = (SELECT id FROM customer.store WHERE name = 'Lund') WHERE number = '00019'")
                .update();
        jdbc.sql("UPDATE customer.customer SET store_id = (SELECT id FROM customer.store WHERE name = 'Malmö')"
                        + " WHERE number = '170'")
                .update();
        customers.addToGroup(
                new SqlQuery(
                        "SELECT id AS customer_id FROM customer.customer WHERE number IN ('00019', 'K-21')", Map.of()),
                "Vänner & co",
                "karin");
        assertThat(numbers(CustomerQuery.parse("store=Lund&store=Malm%C3%B6"))).containsExactly("00019", "170");
        assertThat(numbers(CustomerQuery.parse("store=Lund&country=SE"))).isEmpty();
        assertThat(numbers(CustomerQuery.ALL.with(CustomerFilter.GROUP, "Vänner & co")))
                .containsExactly("00019", "K-21");
        assertThat(numbers(CustomerQuery.parse("balance=true"))).containsExactly("00019");
        assertThat(numbers(CustomerQuery.parse("mobile=true&q=asa"))).containsExactly("00018", "00017");
        assertThat(numbers(CustomerQuery.parse("mail=true&kind=person&q=example.com")))
                .containsExactly("00018", "K-21");
        assertThat(numbers(CustomerQuery.parse("country=XX"))).isEmpty();
    }

    @Test
    void an_address_that_somebody_has_changed_does_no_harm() {
        for (var text : List.of(
                "after=x",
                "after=1.2",
                "sort=points&after=0.1.abc",
                "sort=last_purchase&after=0.1.2025-02-30",
                "after=9999999999999999999999.1.a",
                "sort=%00&q=%00&store=%00",
                "page=7&balance=no")) {
            assertThat(list.find(CustomerQuery.parse(text)).rows()).as(text).hasSize(6);
        }
    }

    private List<String> numbers(CustomerQuery query) {
        var page = list.find(query);
        assertThat(page.found()).isEqualTo(page.rows().size());
        return page.rows().stream().map(CustomerList.Row::number).toList();
    }

    private void many(int count) {
        jdbc.sql("""
                INSERT INTO customer.customer (number, first_name, last_name, points, last_purchase, created_at, changed_at)
                SELECT 'M' || lpad(i::text, 5, '0'), 'Lars', 'Ek' || i %% 7, CASE WHEN i %% 3 = 0 THEN i END,
                       CASE WHEN i %% 2 = 0 THEN DATE '2026-01-01' + i %% 9 END, :now, :now
                FROM generate_series(1, %d) i
                """.formatted(count))
                .param("now", Timestamp.from(CLOCK.instant()))
                .update();
    }

    private void add(String number, String first, String last, @Nullable String phone, @Nullable String mail) {
        long id = jdbc.sql("""
                INSERT INTO customer.customer (number, first_name, last_name, created_at, changed_at)
                VALUES (:number, :first, :last, :now, :now) RETURNING id
                """)
                .param("number", number)
                .param("first", first)
                .param("last", last)
                .param("now", Timestamp.from(CLOCK.instant()))
                .query(Long.class)
                .single();
        Stream.of(new String[] {"SMS", phone}, new String[] {"EMAIL", mail})
                .filter(point -> point[1] != null)
                .forEach(point -> jdbc.sql("""
                        INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                        VALUES (:id, :channel, 'x', :address, lower(:address), true)
                        """)
                        .param("id", id)
                        .param("channel", point[0])
                        .param("address", point[1])
                        .update());
    }

    /// Nobody was asked anything.
    private static final class Nobody implements ContactStandings {

        @Override
        public Map<Long, Standing> of(Collection<Long> customerIds) {
            return Map.of();
        }

        @Override
        public SqlQuery reachable(Channel channel) {
            return new SqlQuery("false", Map.of());
        }
    }
}
