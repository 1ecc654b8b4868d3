package utskick.customer;

import java.util.List;
import java.util.stream.Stream;
import utskick.kernel.FieldCatalog;
import utskick.kernel.MergeField;
import utskick.kernel.MergeField.Kind;

/// The fields a text may name: columns of `customer.profile`, in the order they are offered, then the shop's own. The
/// label of one is the message `field.` and its name, or what the shop calls it.
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
            new MergeField("company_number", Kind.TEXT),
            new MergeField("external_id", Kind.TEXT),
            new MergeField("name_day", Kind.TEXT),
            new MergeField("bought_12_months", Kind.MONEY),
            new MergeField("bought_this_year", Kind.MONEY),
            new MergeField("bought_last_year", Kind.MONEY),
            new MergeField("purchases_12_months", Kind.NUMBER));

    private final CustomFields own;

    RegisterFields(CustomFields own) {
        this.own = own;
    }

    @Override
    public List<MergeField> fields() {
        return Stream.concat(FIELDS.stream(), own.all().stream().map(RegisterFields::field))
                .toList();
    }

    private static MergeField field(CustomField field) {
        var kind = switch (field.kind()) {
            case TEXT, CHOICE, YES_NO -> Kind.TEXT;
            case NUMBER -> Kind.NUMBER;
            case DATE -> Kind.DATE;
        };
        return new MergeField(MergeField.OWN + field.key(), kind, field.names());
    }
}
