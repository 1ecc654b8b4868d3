package utskick.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.WebApplicationContext;
import utskick.Utskick;
import utskick.testing.Database;

final class SegmentPagesTest {

    @RegisterExtension
    static final Database database = new Database();

    @TempDir
    static Path data;

    private static ConfigurableApplicationContext program;
    private static MockMvc pages;

    @BeforeAll
    static void start() {
        database.jdbc()
                .sql("INSERT INTO customer.customer_group (kind, name) VALUES ('category', 'Guld')")
                .update();
        database.jdbc().sql("""
                INSERT INTO customer.customer (number, first_name, last_name, category_id, points, created_at,
                                               changed_at)
                SELECT '1000' || i, 'Anna', 'Ek ' || i, CASE WHEN i < 4 THEN 1 END, 50 * i, now(), now()
                FROM generate_series(1, 120) i
                """).update();
        program = SpringApplication.run(
                Utskick.class,
                "--utskick.data=" + data,
                "--utskick.db.url=" + database.url(),
                "--utskick.db.user=" + database.user(),
                "--utskick.db.password=" + database.password(),
                "--server.port=0");
        pages = MockMvcBuilders.webAppContextSetup((WebApplicationContext) program)
                .build();
    }

    @AfterAll
    static void stop() {
        program.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"sv", "fi", "el", "pl", "en"})
    void every_row_has_its_words_in_every_language(String language) throws Exception {
        var form =
                post("/segments/preview").param("do", "").param("join", "all").param("why", "10001");
        for (RowKind kind : RowKind.offered(0)) {
            String path = Integer.toString(kind.ordinal() + 1);
            form.param("row", path).param(path + ".kind", kind.key());
        }
        String inGroup = RowKind.GROUP.ordinal() + 1 + "-1";
        form.param("row", inGroup).param(inGroup + ".kind", "points").param(inGroup + ".from", "1");
        Document page = page(form, language);
        assertThat(page.select("ul.sentences > li"))
                .hasSizeGreaterThanOrEqualTo(RowKind.offered(0).size());

        for (Starter starter : Starter.values()) {
            assertThat(page(get("/segments/new").param("starter", starter.key()), language)
                            .select("#count")
                            .text())
                    .isNotEmpty();
        }
        assertThat(page(get("/segments"), language).select(".chip")).hasSize(Starter.values().length);
    }

    @Test
    void a_selection_is_built_counted_tested_explained_saved_and_deleted() throws Exception {
        Document page = page(
                post("/segments/preview")
                        .param("do", "add:points")
                        .param("row", "1")
                        .param("1.kind", "category")
                        .param("1.rel", "any_of")
                        .param("1.v", "1"),
                "sv");
        assertThat(page.select("input[name=2.from]")).hasSize(1);
        assertThat(page.select("input[name=2.from]").hasAttr("autofocus")).isTrue();
        assertThat(page.select("#count").text()).isEqualTo("3");

        Document part =
                page(gold("/segments/preview").header("HX-Request", "true").param("why", "10001"), "sv");
        assertThat(part.select("#count").text()).isEqualTo("2");
        assertThat(part.select("#left-1").text()).isEqualTo("3");
        assertThat(part.select("#left-2").text()).isEqualTo("2");
        assertThat(part.select("#explained").text()).contains("Är inte med", "100", "50");
        assertThat(part.select("form")).isEmpty();

        Document who = page(gold("/segments/who").header("HX-Request", "true").param("search", "ek 2"), "sv");
        assertThat(who.select("tbody a").eachText()).containsExactly("Anna Ek 2");

        var saved = pages.perform(gold("/segments/save").param("name", "Guld med poäng"))
                .andReturn()
                .getResponse();
        String address = Objects.requireNonNull(saved.getRedirectedUrl());
        Document opened = page(get(address), "sv");
        assertThat(opened.select("h1").text()).isEqualTo("Guld med poäng");
        assertThat(opened.select("input[name=2.from]").val()).isEqualTo("100");
        String id = address.substring(address.lastIndexOf('/') + 1);
        assertThat(opened.select("a[href^=/campaigns/new]"))
                .as("no account yet")
                .isEmpty();
        database.jdbc().sql("""
                INSERT INTO gateway.account (name, channel, protocol, enabled)
                VALUES ('On', 'SMS', 'smpp', true), ('Off', 'EMAIL', 'smtp', false)
                """).update();
        assertThat(page(get(address), "sv").select("a[href^=/campaigns/new]").eachAttr("href"))
                .containsExactly("/campaigns/new?channel=SMS&segment=" + id);
        pages.perform(post("/segments/save")
                .param("name", "Runt om")
                .param("row", "1")
                .param("1.kind", "segment")
                .param("1.v", id));
        Document used = page(post(address + "/delete"), "sv");
        assertThat(used.select("main a[href^=/segments/]").eachText()).contains("Runt om");
        pages.perform(post(used.select("main li a").attr("href") + "/delete"));
        assertThat(page(get("/segments"), "sv").select("tbody td").text())
                .contains("Kategori är Guld och poäng 100–500");

        assertThat(page(gold("/segments/save").param("name", "guld MED poäng"), "sv")
                        .select("#name-error")
                        .text())
                .contains("Ett annat urval");
        pages.perform(post(address + "/delete"));
        assertThat(page(get("/segments"), "sv").select("tbody tr")).isEmpty();
    }

    @Test
    void a_field_of_the_shops_own_is_asked_like_the_others_and_mended_when_it_is_gone() throws Exception {
        database.jdbc().sql("""
                INSERT INTO customer.custom_field (key, kind, names, choices) VALUES
                    ('shoe_size', 'number', '{"sv": "Skostorlek", "fi": "Kengännumero"}', '{}'),
                    ('colour', 'choice', '{"sv": "Färg"}', '{röd,blå}'),
                    ('dog', 'yes_no', '{"sv": "Hund"}', '{}'),
                    ('serviced', 'date', '{"sv": "Service"}', '{}'),
                    ('nickname', 'text', '{"sv": "Smeknamn"}', '{}')
                """).update();
        database.jdbc().sql("""
                UPDATE customer.customer SET custom = jsonb_build_object(
                    'shoe_size', 35 + id, 'colour', CASE WHEN id % 2 = 0 THEN 'röd' ELSE 'blå' END, 'dog', id < 5,
                    'serviced', (current_date - id::integer)::text, 'nickname', 'Nick ' || id)
                WHERE number IN ('10001', '10002', '10003', '10004', '10005')
                """).update();
        Document added = page(post("/segments/preview").param("do", "add:own.number.shoe_size"), "fi");
        assertThat(added.select("button[value=addx:own.choice.colour]").text()).isEqualTo("Färg");
        assertThat(added.select("[name=1.from]").attr("aria-label")).isEqualTo("Kengännumero: vähintään");
        assertThat(added.select("[name=1.from]").hasAttr("autofocus")).isTrue();
        for (String field : List.of("choice.colour", "yes_no.dog", "date.serviced", "text.nickname")) {
            Document row = page(post("/segments/preview").param("do", "add:own." + field), "sv");
            assertThat(row.select("ul.sentences > li [name=1.rel]")).hasSize(1);
            assertThat(row.select("#error-text-1").text()).isEmpty();
        }

        var sent = own(post("/segments/save").param("name", "Egna"));
        String address = Objects.requireNonNull(
                pages.perform(sent).andReturn().getResponse().getRedirectedUrl());
        Document opened = page(get(address), "sv");
        assertThat(opened.select("#count").text()).isEqualTo("1");
        assertThat(opened.select("#result .fine").text())
                .contains(
                        "Skostorlek 37–39",
                        "Färg är röd",
                        "Hund: ja",
                        "Service de senaste 3 dagarna",
                        "Smeknamn börjar med “nick”",
                        "Hund finns");
        assertThat(opened.select("[name=1.from]").val()).isEqualTo("37");
        assertThat(opened.select("[name=2.v][checked]").eachAttr("value")).containsExactly("röd");
        assertThat(opened.select("[name=4.days]").val()).isEqualTo("3");
        assertThat(opened.select("[name=6.type]").val()).isEqualTo("yes_no");
        Document explained =
                page(own(post("/segments/preview").header("HX-Request", "true").param("why", "10004")), "sv");
        assertThat(explained.select("#explained").text())
                .contains("Är inte med", "Skostorlek 37–39 – hos kunden: 39", "Hund: ja – hos kunden: ja");

        database.jdbc()
                .sql("DELETE FROM customer.custom_field WHERE key = 'dog'")
                .update();
        Document broken = page(get(address), "sv");
        assertThat(broken.select("#error-text-3").text()).contains("finns inte längre");
        assertThat(broken.select("#result").text()).contains("nämner något som inte finns");
        assertThat(broken.select("#count")).isEmpty();
        pages.perform(post(address + "/delete"));
        database.jdbc().sql("DELETE FROM customer.custom_field").update();
    }

    private static MockHttpServletRequestBuilder own(MockHttpServletRequestBuilder request) {
        List<String> rows = List.of(
                "type=number&field=shoe_size&rel=between&from=37&to=39",
                "type=choice&field=colour&rel=any_of&v=röd",
                "type=yes_no&field=dog&rel=yes",
                "type=date&field=serviced&rel=within&days=3",
                "type=text&field=nickname&rel=starts_with&v=nick",
                "field=dog&rel=filled");
        for (int i = 1; i <= rows.size(); i++) {
            request.param("row", Integer.toString(i)).param(i + ".kind", "own");
            for (String value : rows.get(i - 1).split("&")) {
                request.param(
                        i + "." + value.substring(0, value.indexOf('=')), value.substring(value.indexOf('=') + 1));
            }
        }
        return request;
    }

    @Test
    void a_number_that_is_missing_can_be_asked_for_and_hidden_fields_do_not_count() throws Exception {
        var sent = post("/segments/preview")
                .header("HX-Request", "true")
                .param("row", "1", "2", "3")
                .param("1.kind", "sums")
                .param("1.figure", "bought_last_year")
                .param("1.rel", "empty")
                .param("1.from", "7")
                .param("2.kind", "points")
                .param("2.rel", "at_most")
                .param("2.from", "9000")
                .param("2.to", "200")
                .param("3.kind", "balance")
                .param("3.rel", "empty");
        Document part = page(sent, "sv");
        assertThat(part.select("#count").text()).isEqualTo("4");
        assertThat(part.select("#result .fine").text())
                .isEqualTo("Köpt för förra året saknas och poäng högst 200 och saldo saknas");
        var criterion = Criterion.all(
                new Criterion.Known(Criterion.Fact.BOUGHT_LAST_YEAR, false),
                new Criterion.Dates(Criterion.DateField.CREATED, null, LocalDate.of(2026, 3, 1)),
                new Criterion.Dates(Criterion.DateField.CREATED, LocalDate.of(2026, 3, 1), null));
        var form = SelectionForm.of(criterion);
        assertThat(form.rows().stream().map(row -> row.value("rel"))).containsExactly("empty", "before", "after");
        assertThat(form.built().group()).isEqualTo(criterion);
    }

    @Test
    void whom_a_file_brought_can_be_asked_until_it_is_taken_back() throws Exception {
        database.jdbc().sql("""
                WITH run AS (
                    INSERT INTO customer.import_run (file_name, actor, state, started_at, finished_at)
                    VALUES ('höst.csv', 'bo', 'done', now(), '2026-09-03 10:00:00+00') RETURNING id
                )
                INSERT INTO customer.imported_part (import_id, added, customers)
                SELECT run.id, c.added, c.customers FROM run, (
                    SELECT id < 5 AS added, array_agg(id) AS customers FROM customer.customer WHERE id < 8 GROUP BY 1) c
                """).update();
        String file = database.jdbc()
                .sql("SELECT max(id)::text FROM customer.import_run")
                .query(String.class)
                .single();
        Document part = page(imported(file, "did", "added"), "sv");
        assertThat(part.select("#count").text()).isEqualTo("4");
        assertThat(part.select("#result .fine").text()).isEqualTo("Kom in som ny med “höst.csv” 3 sep. 2026");
        assertThat(page(imported(file, "did", "changed"), "pl").select("#count").text())
                .isEqualTo("3");
        assertThat(page(imported(file, "not", "either"), "sv").select("#count").text())
                .isEqualTo("113");
        assertThat(page(post("/segments/preview").param("do", "add:imported"), "sv")
                        .select("[name=1.v] option[value=" + file + "]")
                        .text())
                .isEqualTo("höst.csv 3 sep. 2026");

        database.jdbc().sql("UPDATE customer.import_run SET state = 'undone'").update();
        Document gone = page(imported(file, "not", "either"), "sv");
        assertThat(gone.select("#count")).isEmpty();
        assertThat(gone.select("#error-text-1").text()).contains("finns inte längre");
    }

    private static MockHttpServletRequestBuilder imported(String file, String relation, String arrival) {
        return post("/segments/preview")
                .header("HX-Request", "true")
                .param("row", "1")
                .param("1.kind", "imported")
                .param("1.rel", relation)
                .param("1.arrival", arrival)
                .param("1.v", file);
    }

    @Test
    void a_purpose_that_is_not_in_use_any_more_is_a_row_to_mend() throws Exception {
        database.jdbc().sql("""
                INSERT INTO consent.purpose (key, names, created_at) VALUES ('birthday', '{"sv": "Födelsedag"}', now())
                """).update();
        var sent = post("/segments/save")
                .param("name", "Får gratuleras")
                .param("row", "1")
                .param("1.kind", "consent")
                .param("1.channel", "SMS")
                .param("1.purpose", "birthday")
                .param("1.v", "given");
        String address = Objects.requireNonNull(
                pages.perform(sent).andReturn().getResponse().getRedirectedUrl());
        assertThat(page(get(address), "sv").select("#count").text()).isEqualTo("0");
        database.jdbc()
                .sql("UPDATE consent.purpose SET active = false WHERE key = 'birthday'")
                .update();
        Document broken = page(get(address), "sv");
        assertThat(broken.select("#error-text-1").text()).contains("Syftet används inte längre");
        assertThat(broken.select("[name=1.purpose] option[selected]").text()).isEqualTo("(borttagen)");
        assertThat(broken.select("#count")).isEmpty();
        pages.perform(post(address + "/delete"));
    }

    @Test
    void a_selection_is_kept_in_a_folder_copied_and_its_history_told() throws Exception {
        String address = Objects.requireNonNull(
                pages.perform(gold("/segments/save").param("name", "Höstguld").param("folder", "Hösten"))
                        .andReturn()
                        .getResponse()
                        .getRedirectedUrl());
        pages.perform(post("/segments/save")
                .param("id", address.substring(address.lastIndexOf('/') + 1))
                .param("version", "1")
                .param("name", "Höstguld")
                .param("folder", "Vintern")
                .param("row", "1")
                .param("1.kind", "points")
                .param("1.from", "200"));

        Document list = page(get("/segments").param("folder", "Vintern"), "sv");
        assertThat(list.select("tbody th a").eachText()).containsExactly("Höstguld");
        assertThat(page(get("/segments").param("q", "poäng minst 200"), "sv").select("tbody tr"))
                .hasSize(1);
        assertThat(page(get("/segments").param("q", "silver"), "sv").select("tbody tr"))
                .isEmpty();
        Document history = page(get(address + "/history"), "sv");
        assertThat(history.select("tbody tr")).hasSize(2);
        assertThat(history.select("del").eachText()).contains("Hösten", "Kategori är Guld och poäng 100–500");
        assertThat(history.select("ins").eachText()).contains("Vintern", "Poäng minst 200");

        String copy = Objects.requireNonNull(
                pages.perform(post(address + "/duplicate").cookie(new Cookie("utskick-language", "sv")))
                        .andReturn()
                        .getResponse()
                        .getRedirectedUrl());
        assertThat(page(get(copy), "sv").select("h1").text()).isEqualTo("Kopia av Höstguld");
        pages.perform(post(address + "/delete"));
        pages.perform(post(copy + "/delete"));
    }

    @Test
    void pasted_numbers_become_a_selection_and_what_was_not_found_is_said() throws Exception {
        Document review = page(post("/segments/hand-picked").param("numbers", "10001\n10002, 10001\n99999"), "sv");
        assertThat(review.select("h1").text()).isEqualTo("2 kunder hittades");
        assertThat(review.select("#missing pre").text()).isEqualTo("99999");
        assertThat(review.select("#repeated pre").text()).isEqualTo("10001");
        String list = review.select("input[name=list]").val();

        Document unnamed =
                page(post("/segments/hand-picked/save").param("list", list).param("rest", "99999"), "sv");
        assertThat(unnamed.select("#name-error").text()).contains("namn");
        assertThat(unnamed.select("#missing pre").text()).isEqualTo("99999");
        String address = Objects.requireNonNull(pages.perform(
                        post("/segments/hand-picked/save").param("list", list).param("name", "Plockade"))
                .andReturn()
                .getResponse()
                .getRedirectedUrl());

        Document opened = page(get(address), "sv");
        assertThat(opened.select("#count").text()).isEqualTo("2");
        assertThat(opened.select(".sentences").text()).contains("2 handplockade kunder");
        String picked = opened.select(".sentences a").attr("href");
        assertThat(page(get(picked), "sv").select("tbody a").eachText()).containsExactly("Anna Ek 1", "Anna Ek 2");
        String id = page(get(picked), "sv").select("tbody input").val();
        Document removed = page(post(picked + "/remove").param("customers", id), "sv");
        assertThat(removed.select("tbody a").eachText()).containsExactly("Anna Ek 2");
        assertThat(removed.select("form[role=status]").text()).contains("1 kund togs bort ur urvalet", "Ångra");
        Document added = page(post(picked + "/add").param("numbers", "10003\n77"), "sv");
        assertThat(added.select("tbody a").eachText()).containsExactly("Anna Ek 2", "Anna Ek 3");
        assertThat(added.select("#missing pre").text()).isEqualTo("77");
        assertThat(page(post(picked + "/add"), "sv").select("#numbers-error").text())
                .contains("minst ett nummer");
        pages.perform(post(address + "/delete"));
    }

    @Test
    void what_was_typed_wrong_stays_with_a_message_at_its_place() throws Exception {
        Document page = page(
                post("/segments/save")
                        .param("name", "x")
                        .param("row", "1")
                        .param("1.kind", "points")
                        .param("1.from", "många")
                        .param("row", "2")
                        .param("2.kind", "category")
                        .param("row", "3")
                        .param("3.kind", "purchase")
                        .param("3.days", "-4"),
                "sv");
        assertThat(page.select("input[name=1.from]").val()).isEqualTo("många");
        assertThat(page.select("#error-text-1").text()).contains("Skriv ett tal");
        assertThat(page.select("#error-text-2").text()).contains("Välj minst ett");
        assertThat(page.select("#error-text-3").text()).contains("antal dagar");
        assertThat(page(post("/segments/save").param("name", " "), "sv")
                        .select("#name-error")
                        .text())
                .contains("namn");
        assertThat(page(get("/segments"), "sv").select("tbody tr")).isEmpty();
    }

    @Test
    void a_criterion_without_an_editor_is_kept() {
        var deep = (Criterion.Group) Criterion.all(
                new Criterion.Customers(List.of(1L, 2L)),
                Criterion.any(Criterion.all(new Criterion.Birthday(3)), new Criterion.Birthday(4)),
                Tick.SMS_YES.criterion());
        assertThat(SelectionForm.of(deep).built().group().of()).containsExactlyInAnyOrderElementsOf(deep.of());
    }

    private static MockHttpServletRequestBuilder gold(String address) {
        return post(address)
                .param("row", "1", "2")
                .param("1.kind", "category")
                .param("1.rel", "any_of")
                .param("1.v", "1")
                .param("2.kind", "points")
                .param("2.from", "100")
                .param("2.to", "500");
    }

    private static Document page(MockHttpServletRequestBuilder request, String language) throws Exception {
        var response = pages.perform(request.cookie(new Cookie("utskick-language", language)))
                .andReturn()
                .getResponse();
        assertThat(response.getStatus()).isEqualTo(200);
        return Jsoup.parse(response.getContentAsString(StandardCharsets.UTF_8));
    }
}
