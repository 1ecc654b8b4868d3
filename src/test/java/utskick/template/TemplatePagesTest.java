package utskick.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.multipart;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockMultipartFile;
import org.springframework.mock.web.MockServletContext;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.AbstractMockHttpServletRequestBuilder;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.context.support.GenericWebApplicationContext;
import org.springframework.web.servlet.ViewResolver;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.view.InternalResourceViewResolver;
import utskick.access.CurrentUser;
import utskick.testing.Database;
import utskick.testing.TestClock;

/// The pages as the program draws them, without the doors before them.
final class TemplatePagesTest {

    @RegisterExtension
    static final Database database = new Database();

    @EnableWebMvc
    @Configuration(proxyBeanMethods = false)
    static class Pages {

        /// For redirects; the program's frame brings its own.
        @Bean
        ViewResolver redirects() {
            var resolver = new InternalResourceViewResolver();
            resolver.setViewNames("redirect:*");
            return resolver;
        }
    }

    private final Templates templates = new Templates(database.jdbc(), new TestClock());
    private final MockMvc mvc = mvc();

    private MockMvc mvc() {
        var context = new GenericWebApplicationContext(new MockServletContext());
        new AnnotatedBeanDefinitionReader(context).register(Pages.class, web("WebConfiguration"));
        context.registerBean(CurrentUser.class);
        context.registerBean(TemplatePages.class, () -> new TemplatePages(templates, () -> Fields.ALL));
        context.refresh();
        return MockMvcBuilders.webAppContextSetup(context).build();
    }

    private static Class<?> web(String name) {
        try {
            return Class.forName("utskick.web." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void empty() {
        database.jdbc().sql("TRUNCATE template.template").update();
    }

    @ParameterizedTest
    @CsvSource({
        "sv,Mallar,Förnamn",
        "fi,Viestipohjat,Etunimi",
        "el,Πρότυπα,Όνομα",
        "pl,Szablony,Imię",
        "en,Templates,First name"
    })
    void every_language_has_its_list_and_its_form(String language, String title, String firstName) throws Exception {
        assertThat(page(get("/templates"), language).select("h1").text()).isEqualTo(title);
        assertThat(page(get("/templates"), language)
                        .select("main a.btn-primary")
                        .attr("href"))
                .isEqualTo("/templates/new?channel=SMS");

        var form = page(get("/templates/new?channel=EMAIL"), language);
        var chip = form.expectFirst(".chip-field");
        assertThat(chip.text()).isEqualTo(firstName);
        assertThat(chip.attr("data-insert")).isEqualTo("{{first_name}}");
        assertThat(form.select("#field-list option")).hasSize(Fields.ALL.size());
        assertThat(form.select("#subject, #text, #html, #name")).hasSize(4);
        assertThat(form.text()).contains("{{first_name|").doesNotContain("'{{");
    }

    @Test
    void what_was_typed_is_kept_in_its_canonical_form_and_shown_in_the_list() throws Exception {
        mvc.perform(post("/templates")
                        .param("name", "Rea")
                        .param("description", "varje höst")
                        .param("channel", "SMS")
                        .param("language", "sv")
                        .param("steps", "TYPOGRAPHY", "NONSENSE")
                        .param("text", "Hej #FORNAMN#!\r\nRea <nu>"))
                .andExpect(redirectedUrl("/templates?saved=Rea"));

        var saved = templates.list().getFirst();
        assertThat(saved.wording().text()).isEqualTo("Hej {{first_name}}!\nRea <nu>");
        assertThat(saved.wording().sms().steps()).containsExactly(SmsNormaliser.Step.TYPOGRAPHY);
        var list = page(get("/templates?saved=Rea"), "sv");
        assertThat(list.select(".note-ok").text()).isEqualTo("Mallen ”Rea” är sparad.");
        assertThat(list.select("tbody th .sub").text()).isEqualTo("varje höst");
        assertThat(list.select("tbody .lesser").text()).isEqualTo("Hej {{first_name}}! Rea <nu>");

        var form = page(get("/templates/" + saved.id().value()), "sv");
        assertThat(form.select("#text").text()).contains("Rea <nu>");
        assertThat(form.select("[name=steps][checked]")).hasSize(1);
        assertThat(form.select("[name=version]").attr("value")).isEqualTo("1");
    }

    @Test
    void what_is_wrong_stands_by_its_field_and_what_was_typed_stays() throws Exception {
        var form = page(
                post("/templates")
                        .param("channel", "EMAIL")
                        .param("text", "Hej {{nobody}}")
                        .param("html", "<p>x</p>"),
                "sv");

        assertThat(form.select("#name-error").text()).contains("Skriv ett namn");
        assertThat(form.select("#subject-error").text()).contains("Skriv ett ämne");
        assertThat(form.select("#text-error").text())
                .isEqualTo("Det finns inget fält som heter nobody. Välj ett ur listan.");
        assertThat(form.select("#text").text()).isEqualTo("Hej {{nobody}}");
        assertThat(form.select("#html").text()).isEqualTo("<p>x</p>");
        assertThat(form.select("#text").attr("aria-invalid")).isEqualTo("true");
        assertThat(templates.list()).isEmpty();
    }

    @Test
    void a_name_in_use_and_a_stale_form_are_told() throws Exception {
        var id = save("Rea");
        assertThat(page(post("/templates").param("name", "rea").param("text", "Hej"), "sv")
                        .select("#name-error")
                        .text())
                .contains("En annan mall heter redan så");

        var change = post("/templates/" + id.value())
                .param("name", "Rea")
                .param("text", "Ny")
                .param("version", "1");
        mvc.perform(change).andExpect(status().is3xxRedirection());
        assertThat(page(change, "sv").select(".note-bad").text()).contains("Någon annan");
        assertThat(templates.get(id).orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void deleting_asks_first() throws Exception {
        var id = save("Rea");

        assertThat(page(get("/templates/%d/delete".formatted(id.value())), "sv")
                        .select("h1")
                        .text())
                .isEqualTo("Ta bort mallen ”Rea”?");
        assertThat(templates.get(id)).isPresent();
        for (int i = 0; i < 2; i++) {
            mvc.perform(post("/templates/%d/delete".formatted(id.value()))).andExpect(redirectedUrl("/templates"));
        }
        assertThat(templates.get(id)).isEmpty();
        mvc.perform(get("/templates/" + id.value())).andExpect(status().isNotFound());
    }

    @Test
    void the_count_says_parts_culprit_fix_and_refusal() throws Exception {
        var dear =
                page(post("/templates/count").param("channel", "SMS").param("text", "D’Arc " + "a".repeat(100)), "sv");
        assertThat(dear.select(".counter b").text()).isEqualTo("106 av 134 · 2 delar · Unicode");
        assertThat(dear.select("mark").text()).isEqualTo("’");
        assertThat(dear.select("[data-fix]").attr("data-fix")).isEqualTo("D'Arc " + "a".repeat(100));
        assertThat(dear.select(".note").text()).contains("1 del i stället för 2");

        var long_ = page(post("/templates/count").param("channel", "SMS").param("text", "a".repeat(460)), "pl");
        assertThat(long_.select("[data-refused]").attr("data-refused"))
                .isEqualTo("Liczba części: 4, najwyżej 3. Skróć treść.");
        assertThat(page(post("/templates/count").param("text", ""), "fi").text())
                .contains("Tyhjää viestiä");
        assertThat(page(post("/templates/count").param("channel", "EMAIL").param("text", "Hej"), "sv")
                        .text())
                .isEmpty();
    }

    @Test
    void documents_go_out_and_come_in() throws Exception {
        var id = save("Rea/höst");
        var out = mvc.perform(get("/templates/%d/document".formatted(id.value())))
                .andExpect(header().string("Content-Disposition", org.hamcrest.Matchers.containsString("attachment")))
                .andReturn()
                .getResponse()
                .getContentAsByteArray();
        assertThat(new String(out, StandardCharsets.UTF_8)).isEqualTo("\uFEFFHej");
        mvc.perform(post("/templates/document/save")
                        .param("channel", "EMAIL")
                        .param("subject", "Rea")
                        .param("text", "Hej #NAMN#"))
                .andExpect(result -> assertThat(result.getResponse().getContentAsString(StandardCharsets.UTF_8))
                        .isEqualTo("\uFEFFSubject: Rea\r\n\r\nHej {{name}}"));

        mvc.perform(multipart("/templates/document/open")
                        .file(new MockMultipartFile(
                                "document", "Hej #FORNAMN#, välkommen".getBytes(StandardCharsets.ISO_8859_1)))
                        .param("channel", "SMS")
                        .cookie(new Cookie("utskick-language", "sv")))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.text").value("Hej {{first_name}}, välkommen"));
        mvc.perform(multipart("/templates/document/open")
                        .file(new MockMultipartFile("document", new byte[] {'P', 'K', 0}))
                        .param("channel", "SMS")
                        .cookie(new Cookie("utskick-language", "en")))
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.problem")
                        .value("The file is not a text document. Choose a file that ends in .txt."));
    }

    private TemplateId save(String name) {
        return ((Templates.Saved.Done) templates.save(name, "", Wording.sms("Hej"), "karin")).id();
    }

    private Document page(AbstractMockHttpServletRequestBuilder<?> request, String language) throws Exception {
        var answer = mvc.perform(request.cookie(new Cookie("utskick-language", language)))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse();
        return Jsoup.parse(answer.getContentAsString(StandardCharsets.UTF_8));
    }
}
