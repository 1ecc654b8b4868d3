package utskick.template;

import java.util.List;
import utskick.kernel.MergeField;
import utskick.kernel.MergeField.Kind;

/// Merge fields as a register has them.
final class Fields {

    static final List<MergeField> ALL = List.of(
            new MergeField("first_name", Kind.TEXT),
            new MergeField("last_name", Kind.TEXT),
            new MergeField("name", Kind.TEXT),
            new MergeField("company_name", Kind.TEXT),
            new MergeField("number", Kind.TEXT),
            new MergeField("points", Kind.NUMBER),
            new MergeField("balance", Kind.MONEY),
            new MergeField("last_purchase", Kind.DATE),
            new MergeField("city", Kind.TEXT));

    private Fields() {}
}
