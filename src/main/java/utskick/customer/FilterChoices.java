package utskick.customer;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import utskick.web.PageModel;
import utskick.web.Texts;

/// What the filters of a list offer.
public record FilterChoices(List<String> stores, List<String> categories, List<String> groups, List<String> countries) {

    /// The filters without values to choose, as they are offered.
    public static final List<CustomerFilter> FLAGS =
            Stream.of(CustomerFilter.values()).filter(CustomerFilter::isFlag).toList();

    /// The countries whose numbers and laws the program knows; a shop in another one adds its own.
    private static final List<String> COUNTRIES = List.of("SE", "FI", "GR", "PL");

    /// @param shops the countries of the stores
    static FilterChoices of(Customers customers, List<String> shops) {
        var countries = new LinkedHashSet<>(COUNTRIES);
        countries.addAll(shops);
        return new FilterChoices(
                customers.stores(), customers.categories(), customers.groups(), List.copyOf(countries));
    }

    /// A value, and what people call it.
    public record Choice(String value, String label) {}

    /// The filters that have something to choose.
    public List<CustomerFilter> offered() {
        return Stream.of(CustomerFilter.values())
                .filter(filter -> switch (filter) {
                    case STORE -> stores.size() > 1;
                    case CATEGORY -> !categories.isEmpty();
                    case GROUP -> !groups.isEmpty();
                    case COUNTRY, LANGUAGE, KIND -> true;
                    case COMPANY, MOBILE, MAIL, SMS, EMAIL, BALANCE -> false;
                })
                .toList();
    }

    public List<Choice> of(PageModel page, CustomerFilter filter) {
        var values = switch (filter) {
            case STORE -> stores;
            case CATEGORY -> categories;
            case GROUP -> groups;
            case COUNTRY -> countries;
            case LANGUAGE -> Texts.LANGUAGES;
            case KIND -> List.of("person", "company", "contact");
            case COMPANY, MOBILE, MAIL, SMS, EMAIL, BALANCE -> List.<String>of();
        };
        return values.stream()
                .map(value -> new Choice(value, name(page, filter, value)))
                .toList();
    }

    /// A filter that is on, as its chip says it.
    public String label(PageModel page, CustomerQuery query, CustomerFilter filter) {
        var name = page.t("customer.filter." + filter.key());
        if (filter.isFlag()) {
            return name;
        }
        var values = query.filters().getOrDefault(filter, List.of()).stream()
                .map(value -> name(page, filter, value))
                .collect(Collectors.joining(", "));
        return name + ": " + values;
    }

    /// What people call a value of a filter.
    static String name(PageModel page, CustomerFilter filter, String value) {
        return switch (filter) {
            case COUNTRY -> Locale.of("", value).getDisplayCountry(page.texts().locale());
            case LANGUAGE -> Locale.of(value).getDisplayLanguage(page.texts().locale());
            case KIND -> page.texts().has("customer.kind." + value) ? page.t("customer.kind." + value) : value;
            case STORE, CATEGORY, GROUP, COMPANY, MOBILE, MAIL, SMS, EMAIL, BALANCE -> value;
        };
    }
}
