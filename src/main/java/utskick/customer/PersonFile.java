package utskick.customer;

import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import utskick.kernel.CustomerId;
import utskick.kernel.PersonalData;
import utskick.kernel.PersonalData.Section;
import utskick.web.PageModel;

/// Everything that is kept about one person, as a file to read and a file for other programs (GDPR articles 15 and 20):
/// `person.html` in the language of the screen and `person.json`, in one ZIP.
public final class PersonFile {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final JdbcClient jdbc;
    private final CustomFields fields;
    private final List<PersonalData> holders;
    private final TemplateEngine templates;
    private final Clock clock;

    PersonFile(
            JdbcClient jdbc, CustomFields fields, List<PersonalData> holders, TemplateEngine templates, Clock clock) {
        this.jdbc = jdbc;
        this.fields = fields;
        this.holders = List.copyOf(holders);
        this.templates = templates;
        this.clock = clock;
    }

    /// The parts of the file: the card's own first, then what other modules keep.
    public List<Section> of(Customer customer) {
        var sections = new ArrayList<Section>();
        var card = new ArrayList<List<String>>();
        CustomerTexts.logged(customer).forEach((field, value) -> {
            if (!value.isEmpty()) {
                card.add(List.of(field, value));
            }
        });
        sections.add(new Section("card", List.of("field", "value"), card));
        sections.add(new Section(
                "points",
                List.of("channel", "label", "entered", "address", "problem"),
                customer.contactPoints().stream()
                        .map(point -> List.of(
                                point.channel().name(),
                                point.label(),
                                point.asEntered(),
                                point.address() == null ? "" : point.address(),
                                point.problem() == null ? "" : point.problem()))
                        .toList()));
        holders.forEach(holder -> sections.addAll(holder.tell(customer.id())));
        sections.add(changes(customer.id()));
        return sections;
    }

    private Section changes(CustomerId customer) {
        return new Section(
                "changes",
                List.of("at", "actor", "field", "before", "after"),
                jdbc.sql("""
                        SELECT at, actor, field, old_value, new_value FROM customer.change
                        WHERE customer_id = :customer ORDER BY id
                        """)
                        .param("customer", customer.value())
                        .query((row, _) -> List.of(
                                row.getTimestamp("at").toInstant().toString(),
                                row.getString("actor"),
                                row.getString("field"),
                                row.getString("old_value"),
                                row.getString("new_value")))
                        .list());
    }

    /// Writes the ZIP.
    void write(Customer customer, PageModel page, OutputStream out) throws IOException {
        var sections = of(customer);
        try (var zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            zip.putNextEntry(new ZipEntry("person.html"));
            var html = new Utf8ByteOutput();
            templates.render(
                    "customer/person-file.jte",
                    Map.of(
                            "page",
                            page,
                            "customer",
                            customer,
                            "sections",
                            sections,
                            "labels",
                            new CardForm.Labels(page, fields.all()),
                            "at",
                            clock.instant()),
                    html);
            html.writeTo(zip);
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("person.json"));
            zip.write(json(sections).getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    private String json(List<Section> sections) {
        var file = new LinkedHashMap<String, Object>();
        file.put("written_at", clock.instant().toString());
        for (var section : sections) {
            file.put(
                    section.name(),
                    section.rows().stream().map(row -> named(section, row)).toList());
        }
        return JSON.writeValueAsString(file);
    }

    private static Map<String, String> named(Section section, List<String> row) {
        var named = new LinkedHashMap<String, String>();
        for (int i = 0; i < row.size(); i++) {
            named.put(section.columns().get(i), row.get(i));
        }
        return named;
    }
}
