package utskick.customer;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Currency;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.kernel.Money;
import utskick.web.PageModel;

/// What the list and the print say of a customer, in the reader's language.
public final class RowText {

    private static final String NOTHING = "–";

    private RowText() {}

    /// The words of a column; the standing of a channel is its words without the icon.
    public static String of(PageModel page, CustomerList.Row row, ListColumn column) {
        return switch (column) {
            case ListColumn.Known known -> known(page, row, known);
            case ListColumn.Own(var field) -> own(page, field, row.own().getOrDefault(field.key(), ""));
        };
    }

    private static String known(PageModel page, CustomerList.Row row, ListColumn.Known column) {
        return switch (column) {
            case PHONE -> row.phone().isEmpty() ? NOTHING : PhoneReader.shown(row.phone());
            case MAIL -> orNothing(row.mail());
            case SMS -> standing(page, row.standing().sms());
            case EMAIL -> standing(page, row.standing().email());
            case EXTERNAL_ID -> orNothing(row.externalId());
            case CATEGORY -> orNothing(row.category());
            case GROUPS -> orNothing(String.join(", ", row.groups()));
            case STORE -> orNothing(row.store());
            case CITY -> orNothing(row.place().city());
            case COUNTRY ->
                FilterChoices.name(page, CustomerFilter.COUNTRY, row.place().country());
            case LANGUAGE -> FilterChoices.name(page, CustomerFilter.LANGUAGE, row.language());
            case BIRTHDAY -> birthday(page, row.birthday());
            case POINTS -> {
                var points = row.points();
                yield points == null
                        ? NOTHING
                        : page.texts()
                                .decimal(points, points.stripTrailingZeros().scale() > 0 ? 2 : 0);
            }
            case BALANCE -> money(page, row, row.balance());
            case LAST_PURCHASE -> page.date(row.purchases().last());
            case BOUGHT_12_MONTHS -> money(page, row, row.purchases().twelveMonths());
            case BOUGHT_THIS_YEAR -> money(page, row, row.purchases().thisYear());
            case BOUGHT_LAST_YEAR -> money(page, row, row.purchases().lastYear());
            case PURCHASES_12_MONTHS -> {
                var count = row.purchases().count();
                yield count == null ? NOTHING : page.number(count);
            }
            case ADDED -> page.date(row.added());
        };
    }

    private static String money(PageModel page, CustomerList.Row row, @Nullable BigDecimal amount) {
        return amount == null ? NOTHING : page.money(new Money(amount, Currency.getInstance(row.currency())));
    }

    /// A value of a field of the shop's own, given as [CustomFields#shown] has it. What an import brought before
    /// the field was defined may be of another kind, and is shown as it stands.
    public static String own(PageModel page, CustomField field, String value) {
        if (value.isEmpty()) {
            return NOTHING;
        }
        return switch (field.kind()) {
            case TEXT, CHOICE -> value;
            case YES_NO ->
                switch (value) {
                    case "true" -> page.t("customer.own.yes");
                    case "false" -> page.t("customer.own.no");
                    default -> value;
                };
            case NUMBER -> {
                var number = CustomFields.number(value);
                yield number == null ? value : page.texts().decimal(number, Math.max(0, number.scale()));
            }
            case DATE -> {
                var date = CustomFields.date(value);
                yield date == null ? value : page.date(date);
            }
        };
    }

    /// A value of a card's field as people read it, given as [CustomerTexts] has it.
    ///
    /// @param field as the log names it: `kind`, `birthday`
    static String known(PageModel page, String field, String value) {
        return switch (field) {
            case "kind" -> FilterChoices.name(page, CustomerFilter.KIND, value);
            case "country" -> FilterChoices.name(page, CustomerFilter.COUNTRY, value);
            case "language" -> FilterChoices.name(page, CustomerFilter.LANGUAGE, value);
            case "status" -> page.texts().has("customer.state." + value) ? page.t("customer.state." + value) : value;
            case "protected" -> page.t(value.equals("true") ? "customer.own.yes" : "customer.own.no");
            case "birthday" -> birthday(page, value);
            case "last_purchase" -> {
                var date = CustomFields.date(value);
                yield date == null ? value : page.date(date);
            }
            case "phones" ->
                Stream.of(value.split(", ", -1)).map(PhoneReader::shown).collect(Collectors.joining(", "));
            default -> value;
        };
    }

    private static String standing(PageModel page, ContactStandings.State state) {
        return page.t("customer.standing." + state.name().toLowerCase(Locale.ROOT));
    }

    private static String birthday(PageModel page, String birthday) {
        if (birthday.isEmpty()) {
            return NOTHING;
        }
        // --03-01: the year is nobody's business
        return birthday.startsWith("--")
                ? page.texts().monthDay(MonthDay.parse(birthday))
                : page.date(LocalDate.parse(birthday));
    }

    private static String orNothing(String text) {
        return text.isEmpty() ? NOTHING : text;
    }
}
