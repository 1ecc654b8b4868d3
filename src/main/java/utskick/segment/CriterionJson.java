package utskick.segment;

import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/// The stored form of a criterion: `{"version":1,"criterion":{"is":"group",…}}`. Reading is strict: an unknown field,
/// an unknown kind, a missing number, anything after the end is refused, so that no selection is ever read as a wider
/// one.
public final class CriterionJson {

    private static final int VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(60)
                            .maxDocumentLength(4_000_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    private record Document(int version, Criterion criterion) {}

    private CriterionJson() {}

    public static String write(Criterion criterion) {
        return MAPPER.writeValueAsString(new Document(VERSION, criterion));
    }

    /// @throws CriterionRefused when it is not what [#write] writes
    public static Criterion read(String json) {
        Document document;
        try {
            document = MAPPER.readValue(json, Document.class);
        } catch (JacksonException e) {
            throw refused(e);
        }
        if (document == null || document.version() != VERSION || document.criterion() == null) {
            throw new CriterionRefused("segment.refused.form");
        }
        return document.criterion();
    }

    /// A criterion that refuses itself says why; everything else is a wrong form.
    private static CriterionRefused refused(JacksonException problem) {
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof CriterionRefused refused) {
                return refused;
            }
        }
        var refused = new CriterionRefused("segment.refused.form");
        refused.initCause(problem);
        return refused;
    }
}
