package utskick.api;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import utskick.segment.Criterion;

/// The contract in a form that programs read (OpenAPI 3.1). It is written by hand, and a test holds it to the addresses
/// that there are; only the criteria, which are many, are described from their records.
@RestController
final class OpenApi {

    private final byte[] document = Bodies.JSON.writeValueAsBytes(read());

    @GetMapping("/api/v1/openapi.json")
    ResponseEntity<byte[]> document() {
        return ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(document);
    }

    /// The whole document.
    static ObjectNode read() {
        try (InputStream in = new ClassPathResource("api/openapi.json").getInputStream()) {
            var document = (ObjectNode) Bodies.JSON.readTree(in);
            var schemas = (ObjectNode) document.requiredAt("/components/schemas");
            ArrayNode kinds = schemas.putObject("Criterion").putArray("oneOf");
            criteria().forEach((is, type) -> {
                String name = "Criterion." + type.getSimpleName();
                kinds.addObject().put("$ref", "#/components/schemas/" + name);
                schemas.set(name, criterion(is, type));
            });
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Every kind of criterion by its word in `is`.
    static Map<String, Class<?>> criteria() {
        var kinds = Objects.requireNonNull(Criterion.class.getAnnotation(JsonSubTypes.class));
        return Arrays.stream(kinds.value())
                .collect(java.util.stream.Collectors.toMap(
                        JsonSubTypes.Type::name, JsonSubTypes.Type::value, (a, b) -> a, java.util.LinkedHashMap::new));
    }

    private static ObjectNode criterion(String is, Class<?> type) {
        ObjectNode schema = Bodies.JSON.createObjectNode().put("type", "object");
        schema.put("additionalProperties", false);
        ArrayNode required = schema.putArray("required").add("is");
        ObjectNode members = schema.putObject("properties");
        members.putObject("is").put("const", is);
        for (RecordComponent component : type.getRecordComponents()) {
            members.set(component.getName(), schema(component.getGenericType()));
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                required.add(component.getName());
            }
        }
        return schema;
    }

    private static ObjectNode schema(Type type) {
        ObjectNode schema = Bodies.JSON.createObjectNode();
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            schema.put("type", "array").set("items", schema(list.getActualTypeArguments()[0]));
        } else if (type == Criterion.class) {
            schema.put("$ref", "#/components/schemas/Criterion");
        } else if (type == boolean.class || type == Boolean.class) {
            schema.put("type", "boolean");
        } else if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            schema.put("type", "integer");
        } else if (type == BigDecimal.class) {
            schema.put("type", "number");
        } else if (type == LocalDate.class) {
            schema.put("type", "string").put("format", "date");
        } else if (type instanceof Class<?> words && words.isEnum()) {
            ArrayNode values = schema.put("type", "string").putArray("enum");
            for (Object value : words.getEnumConstants()) {
                values.add(Bodies.JSON.valueToTree(value));
            }
        } else {
            schema.put("type", "string");
        }
        return schema;
    }
}
