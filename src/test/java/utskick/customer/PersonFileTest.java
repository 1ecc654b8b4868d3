package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData.Section;
import utskick.testing.App;
import utskick.web.Assets;
import utskick.web.PageModel;
import utskick.web.Texts;

/// What a person is told of themselves (GDPR article 15), held against the tables that there are.
final class PersonFileTest {

    @RegisterExtension
    static final App app = App.empty();

    /// Which part of the file tells what each of these tables holds; what begins with a dash is not told, and why.
    private static final Map<String, String> TOLD = Map.ofEntries(
            Map.entry("campaign.test_like", "- whose card a draft is tried with; a user's choice, gone with the draft"),
            Map.entry("consent.entry", "consents"),
            Map.entry("consent.inbound", "answers"),
            Map.entry("consent.opt_out_link", "- the link itself, made of the address"),
            Map.entry("consent.sign_up", "sign_ups"),
            Map.entry("consent.standing", "permissions"),
            Map.entry("consent.touched", "- a note of a few seconds that something was said"),
            Map.entry("customer.change", "changes"),
            Map.entry("customer.contact_point", "points"),
            Map.entry("customer.deletion_customer", "- who is about to be erased, until it is done"),
            Map.entry("customer.import_undo", "- the card as it was before the last import, until the next one"),
            Map.entry("customer.membership", "card"),
            Map.entry("customer.merged", "changes"),
            Map.entry("customer.search", "- the card's words once more"),
            Map.entry("dispatch.left_out", "left_out"),
            Map.entry("dispatch.outcome", "messages"),
            Map.entry("dispatch.pricing_note", "- a few to look at for what a review has found"),
            Map.entry("dispatch.recipient", "messages"),
            Map.entry("link.hit", "- clicks, where there are any: see LinkPersons"),
            Map.entry("link.personal", "- the link itself, made for one message"),
            Map.entry("segment.hand_picked", "lists"));

    @Test
    void every_table_that_names_a_customer_is_told_or_has_a_reason() {
        var naming = app.jdbc().sql("""
                SELECT DISTINCT c.table_schema || '.' || c.table_name
                FROM information_schema.columns c
                JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE t.table_type = 'BASE TABLE' AND t.table_schema NOT IN ('pg_catalog', 'information_schema', 'public')
                  -- an import that is under way is nobody's card yet
                  AND t.table_name NOT LIKE 'staged%'
                  AND (c.column_name IN ('customer_id', 'address', 'kept_id')
                       OR c.table_name = 'inbound' AND c.column_name = 'sender')
                """).query(String.class).list();
        assertThat(naming).containsExactlyInAnyOrderElementsOf(TOLD.keySet());
        assertThat(sections(card()).stream().map(Section::name))
                .containsAll(
                        TOLD.values().stream().filter(it -> !it.startsWith("-")).toList());
    }

    @Test
    void what_was_said_picked_left_out_and_asked_stands_in_the_file() {
        long id = card();
        app.jdbc().sql("""
                WITH form AS (
                    INSERT INTO consent.form (slug, title, language, country, channels, purposes, created_at)
                    VALUES ('klubben', 'Klubben', 'sv', 'SE', '{SMS}', '{marketing}', now()) RETURNING id
                ), list AS (
                    INSERT INTO segment.hand_list (created_at) VALUES (now()) RETURNING id
                ), picked AS (
                    INSERT INTO segment.hand_picked (list_id, customer_id, picked_by, picked_at)
                    SELECT id, :id, 'anna', now() FROM list
                )
                INSERT INTO consent.sign_up (form_id, ticket, secret_hash, channel, address, first_name, language, wordings,
                                             asked_from, asked_at, expires_at)
                SELECT id, 't', '', 'SMS', '+46701740699', 'Qvintus', 'sv', '{}', '192.0.2.77', now(), now() FROM form
                """).param("id", id).update();
        assertThat(rows(id, "lists")).singleElement().asString().contains("anna");
        assertThat(rows(id, "sign_ups")).singleElement().asString().contains("Qvintus", "192.0.2.77");
        assertThat(rows(id, "card").toString()).contains("Quarnström");
        assertThat(rows(id, "points").toString()).contains("+46701740699");
    }

    /// Nobody is handed `false`, `GR` or `own_shoe_size` to read.
    @Test
    void the_file_to_read_is_in_words() throws IOException {
        long id = card();
        app.jdbc().sql("""
                UPDATE customer.customer SET country = 'GR', language = 'el', balance = 1195.5, currency = 'EUR',
                       last_purchase = '2026-01-29' WHERE id = :id
                """).param("id", id).update();
        var html = html(id);
        assertThat(html)
                .contains("<td>Nej</td>", "<td>Grekland</td>", "<td>1\u00a0195,50</td>", "<td>29 jan. 2026</td>")
                .contains("<td>+46 70 174 06 99</td>")
                .doesNotContain("<td>false</td>", "<td>GR</td>", "<td>person</td>", "2026-01-29");
    }

    private static String html(long id) throws IOException {
        var page = new PageModel(
                Texts.of("sv"),
                "/customers/" + id,
                "Karin",
                Set.of(),
                "",
                ZoneId.of("Europe/Stockholm"),
                new PageModel.Csrf("_csrf", "X-CSRF-TOKEN", "token"),
                new Assets(),
                false,
                false);
        var bytes = new ByteArrayOutputStream();
        var customer = app.bean(Customers.class).byId(new CustomerId(id)).orElseThrow();
        app.bean(PersonFile.class).write(customer, page, bytes);
        try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(zip.getNextEntry().getName()).isEqualTo("person.html");
            return new String(zip.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<List<String>> rows(long id, String name) {
        return sections(id).stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow()
                .rows();
    }

    private static List<Section> sections(long id) {
        return app.bean(PersonFile.class)
                .of(app.bean(Customers.class).byId(new CustomerId(id)).orElseThrow());
    }

    private static long card() {
        app.jdbc().sql("""
                WITH c AS (
                    INSERT INTO customer.customer (number, last_name, created_at, changed_at)
                    VALUES ('Q-1', 'Quarnström', now(), now()) ON CONFLICT DO NOTHING RETURNING id
                )
                INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                SELECT id, 'SMS', 'mobile', '070-174 06 99', '+46701740699', true FROM c
                """).update();
        return app.jdbc()
                .sql("SELECT id FROM customer.customer WHERE number = 'Q-1'")
                .query(Long.class)
                .single();
    }
}
