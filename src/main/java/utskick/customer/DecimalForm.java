package utskick.customer;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import utskick.kernel.MergeField;
import utskick.web.Texts;

/// The numbers of a card as people of one language read and type them: `1 234,50`, in Greek `1.234,50`, in English
/// `1,234.50`. Everything behind the page has them as `1234.50`; here, and nowhere else, the two meet.
record DecimalForm(String language) {

    /// The fields of a card that are numbers, besides the shop's own.
    private static final Set<String> FIELDS = Set.of(
            "points", "balance", "bought_12_months", "bought_this_year", "bought_last_year", "purchases_12_months");

    private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,20}(\\.[0-9]{1,20})?");

    /// A point between groups of three, as Greeks write thousands.
    private static final Pattern POINTED = Pattern.compile("\\D*\\d{1,3}(\\.\\d{3})+\\D*");

    /// Whether a field of a card is a number.
    ///
    /// @param field as the log names it: `points`, `own_shoe_size`
    static boolean isNumber(String field, List<CustomField> own) {
        return FIELDS.contains(field)
                || own.stream()
                        .anyMatch(
                                it -> it.kind() == CustomField.Kind.NUMBER && field.equals(MergeField.OWN + it.key()));
    }

    /// `1 234,50` for `1234.50`. What is no number stands as it is.
    String shown(String plain) {
        if (!PLAIN.matcher(plain).matches()) {
            return plain;
        }
        var number = new BigDecimal(plain);
        return Texts.of(language).decimal(number, number.scale());
    }

    /// `1234.50` for what was typed; the other mark is taken too where it can be read in one way only. What is no
    /// number stands as it was typed, for whoever reads it to refuse.
    String plain(String typed) {
        var read = reader(typed).read(typed);
        return read == null || read.isEmpty() ? typed : read.get().toPlainString();
    }

    private NumberReader reader(String typed) {
        boolean comma = typed.indexOf(',') >= 0;
        if (language.equals("en")) {
            var english = new NumberReader('.', false);
            var read = english.read(typed);
            return comma && read != null && read.isEmpty() ? new NumberReader(',', true) : english;
        }
        if (comma) {
            return new NumberReader(',', true);
        }
        return language.equals("el") && POINTED.matcher(typed).matches()
                ? new NumberReader(',', true)
                : new NumberReader('.', false);
    }

    /// The form of a card as it is shown, its dates as [DateForm] has them.
    CustomerEntry shown(CustomerEntry entry, List<CustomField> own) {
        return with(entry, own, this::shown, new DateForm(language)::shown);
    }

    /// The form of a card as it is understood, of what was typed.
    CustomerEntry plain(CustomerEntry typed, List<CustomField> own) {
        return with(typed, own, this::plain, new DateForm(language)::plain);
    }

    private static CustomerEntry with(
            CustomerEntry entry, List<CustomField> own, UnaryOperator<String> numbers, UnaryOperator<String> dates) {
        Map<String, String> texts = new HashMap<>(entry.texts());
        texts.replaceAll((field, text) ->
                isNumber(field, own) ? numbers.apply(text) : DateForm.isDate(field, own) ? dates.apply(text) : text);
        return new CustomerEntry(entry.version(), texts, entry.contactPoints());
    }
}
