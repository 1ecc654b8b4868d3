package utskick.api;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import utskick.segment.CriterionJson;
import utskick.segment.CriterionRefused;

/// Finds the innermost criterion that is refused, so that the answer can point at it.
final class RefusedPart {

    /// Looking costs as much as reading every part by itself; in a large document it is left.
    private static final int MOST = 50_000;

    private RefusedPart() {}

    /// The pointer within the document, empty for the document itself.
    static String of(JsonNode document) {
        var everybody = Bodies.JSON.createObjectNode().put("is", "group").put("join", "ALL");
        everybody.putArray("of");
        if (isRefused(everybody, document.path("version"))) {
            return "/version";
        }
        JsonNode criterion = document.path("criterion");
        return criterion instanceof ObjectNode && document.toString().length() <= MOST
                ? "/criterion" + within(criterion, document.path("version"))
                : "";
    }

    private static String within(JsonNode criterion, JsonNode version) {
        for (var member : criterion.properties()) {
            JsonNode value = member.getValue();
            if (value.isArray()) {
                for (int i = 0; i < value.size(); i++) {
                    if (isRefused(value.get(i), version)) {
                        return "/" + member.getKey() + "/" + i + within(value.get(i), version);
                    }
                }
            } else if (isRefused(value, version)) {
                return "/" + member.getKey() + within(value, version);
            }
        }
        return "";
    }

    private static boolean isRefused(JsonNode node, JsonNode version) {
        if (!node.has("is")) {
            return false;
        }
        var document = Bodies.JSON.createObjectNode();
        document.set("version", version);
        document.set("criterion", node);
        try {
            CriterionJson.read(document.toString());
            return false;
        } catch (CriterionRefused _) {
            return true;
        }
    }
}
