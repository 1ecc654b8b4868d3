package utskick.customer;

import java.util.List;
import utskick.kernel.FieldCatalog;
import utskick.kernel.MergeField;
import utskick.kernel.MergeField.Kind;

/// The fields a text may name: columns of `customer.profile`, in the order they are offered. The label of one is the
/// message `field.` and its name.
final class RegisterFields implements FieldCatalog {

    private static final List<MergeField> FIELDS = List.of(
            new MergeField("first_name", Kind.TEXT),
            new MergeField("last_name", Kind.TEXT),
            new MergeField("name", Kind.TEXT),
            new MergeField("number", Kind.TEXT),
            new MergeField("points", Kind.NUMBER),
            new MergeField("balance", Kind.MONEY),
            new MergeField("category", Kind.TEXT),
            new MergeField("store", Kind.TEXT),
            new MergeField("last_purchase", Kind.DATE),
            new MergeField("city", Kind.TEXT),
            new MergeField("company_name", Kind.TEXT),
            new MergeField("company_city", Kind.TEXT),
            new MergeField("company_category", Kind.TEXT),
            new MergeField("company_number", Kind.TEXT));

    @Override
    public List<MergeField> fields() {
        return FIELDS;
    }
}
