package utskick.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import utskick.access.ApiScope;
import utskick.segment.CriterionJson;
import utskick.testing.App;

/// Holds the document to what there is.
final class OpenApiTest {

    @RegisterExtension
    static final App app = App.empty();

    @Test
    void every_address_stands_in_the_document_and_no_other() {
        var there = app
                .bean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet()
                .stream()
                .flatMap(mapping -> mapping.getPatternValues().stream()
                        .filter(path -> path.startsWith("/api/"))
                        .flatMap(path -> mapping.getMethodsCondition().getMethods().stream()
                                .map(method -> method + " " + path)))
                .collect(Collectors.toCollection(TreeSet::new));
        var described = new TreeSet<String>();
        OpenApi.read()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> described.add(method.getKey().toUpperCase() + " " + path.getKey())));

        assertThat(described).isEqualTo(there).isNotEmpty();
    }

    @Test
    void every_reference_leads_somewhere_and_every_scope_is_there() {
        JsonNode document = OpenApi.read();
        for (JsonNode reference : document.findValues("$ref")) {
            assertThat(document.at(reference.asString().substring(1)).isMissingNode())
                    .as(reference.asString())
                    .isFalse();
        }
        assertThat(document.findValues("security").stream()
                        .flatMap(security -> security.findValues("token").stream())
                        .map(scopes -> scopes.get(0).asString()))
                .isNotEmpty()
                .allSatisfy(scope -> assertThat(ApiScope.of(scope)).isPresent());
    }

    @Test
    void the_document_can_be_read_by_anybody() throws Exception {
        var document = new Program(app, "").get("/api/v1/openapi.json");

        assertThat(document.status()).isEqualTo(200);
        assertThat(document.json().at("/openapi").asString()).startsWith("3.1");
    }

    @Test
    void every_kind_of_criterion_is_described_with_its_members() {
        JsonNode document = OpenApi.read();
        OpenApi.criteria().forEach((is, type) -> {
            JsonNode schema = document.at("/components/schemas/Criterion." + type.getSimpleName());
            assertThat(schema.at("/properties/is/const").asString()).isEqualTo(is);
            List<String> members = new ArrayList<>(List.of("is"));
            for (var component : type.getRecordComponents()) {
                members.add(component.getName());
            }
            assertThat(schema.path("properties").propertyNames()).containsExactlyElementsOf(members);
        });
        JsonNode example = document.at("/components/schemas/Criteria/examples/0");
        assertThat(CriterionJson.write(CriterionJson.read(example.toString())))
                .contains("birthday", "amount", "language");
    }
}
