package utskick.template;

import utskick.kernel.MergeField;
import utskick.web.PageModel;

/// What merge fields are called on the screens.
public final class FieldLabels {

    private FieldLabels() {}

    /// The text `field.<name>`; a field that the register has invented itself goes by its own name.
    public static String label(PageModel page, MergeField field) {
        var key = "field." + field.name();
        return page.texts().has(key) ? page.t(key) : field.name();
    }
}
