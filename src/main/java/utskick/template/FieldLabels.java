package utskick.template;

import utskick.kernel.MergeField;
import utskick.web.PageModel;

/// What merge fields are called on the screens.
public final class FieldLabels {

    private FieldLabels() {}

    /// The text `field.<name>`; a field of the shop's own goes by the name that the shop gave it in this language,
    /// else in any, else by its key.
    public static String label(PageModel page, MergeField field) {
        var key = "field." + field.name();
        if (page.texts().has(key)) {
            return page.t(key);
        }
        var own = field.labels().get(page.language());
        if (own != null) {
            return own;
        }
        return field.labels().values().stream()
                .sorted()
                .findFirst()
                .orElse(
                        field.name().startsWith(MergeField.OWN)
                                ? field.name()
                                        .substring(MergeField.OWN.length())
                                        .replace('_', ' ')
                                : field.name());
    }
}
