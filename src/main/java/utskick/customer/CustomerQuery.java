package utskick.customer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.util.UriComponentsBuilder;

/// Which customers a list shows, in which order and from where on: what stands in the page's address.
///
/// @param q what was typed into the search
/// @param filters the values of each filter that is on
/// @param after a [Cursor] as text, empty for the first page
public record CustomerQuery(String q, Map<CustomerFilter, List<String>> filters, CustomerSort sort, String after) {

    /// All customers.
    public static final CustomerQuery ALL = new CustomerQuery("", Map.of(), CustomerSort.DEFAULT, "");

    /// More values of one filter than this nobody has clicked.
    private static final int MOST_VALUES = 50;

    public CustomerQuery {
        var copy = new EnumMap<CustomerFilter, List<String>>(CustomerFilter.class);
        filters.forEach((filter, values) -> {
            if (!values.isEmpty()) {
                copy.put(filter, List.copyOf(values));
            }
        });
        filters = Collections.unmodifiableMap(copy);
    }

    /// From the parameters of an address; what is none of ours is left out.
    static CustomerQuery of(MultiValueMap<String, String> params) {
        var filters = new EnumMap<CustomerFilter, List<String>>(CustomerFilter.class);
        params.forEach((name, values) -> CustomerFilter.of(name).ifPresent(filter -> {
            var known = values.stream()
                    .filter(value -> value != null && value.indexOf('\0') < 0)
                    .filter(value -> filter.isFlag() ? value.equals(CustomerFilter.YES) : !value.isEmpty())
                    .distinct()
                    .limit(MOST_VALUES)
                    .toList();
            filters.put(filter, known);
        }));
        return new CustomerQuery(
                first(params, "q"), filters, CustomerSort.of(first(params, "sort")), first(params, "after"));
    }

    /// From what [#text()] gave.
    public static CustomerQuery parse(String text) {
        var params = new LinkedMultiValueMap<String, String>();
        UriComponentsBuilder.newInstance()
                .query(text)
                .build()
                .getQueryParams()
                .forEach((name, values) -> values.forEach(value -> params.add(
                        name,
                        value == null
                                ? ""
                                : java.net.URLDecoder.decode(value, java.nio.charset.StandardCharsets.UTF_8))));
        return of(params);
    }

    private static String first(MultiValueMap<String, String> params, String name) {
        return Objects.requireNonNullElse(params.getFirst(name), "");
    }

    /// Whether it asks for the whole register.
    public boolean isPlain() {
        return q.isBlank() && filters.isEmpty();
    }

    public boolean isOn(CustomerFilter filter) {
        return filters.containsKey(filter);
    }

    public boolean has(CustomerFilter filter, String value) {
        return filters.getOrDefault(filter, List.of()).contains(value);
    }

    /// With one more value of a filter, from the first page on.
    public CustomerQuery with(CustomerFilter filter, String value) {
        var values = new ArrayList<>(filters.getOrDefault(filter, List.of()));
        values.remove(value);
        values.add(value);
        return with(filter, values);
    }

    public CustomerQuery without(CustomerFilter filter, String value) {
        var values = new ArrayList<>(filters.getOrDefault(filter, List.of()));
        values.remove(value);
        return with(filter, values);
    }

    public CustomerQuery without(CustomerFilter filter) {
        return with(filter, List.of());
    }

    private CustomerQuery with(CustomerFilter filter, List<String> values) {
        var changed = new LinkedHashMap<>(filters);
        changed.put(filter, values);
        return new CustomerQuery(q, changed, sort, "");
    }

    public CustomerQuery sorted(CustomerSort by) {
        return new CustomerQuery(q, filters, by, "");
    }

    /// The page that follows a row.
    CustomerQuery after(Cursor cursor) {
        return new CustomerQuery(q, filters, sort, cursor.text());
    }

    public CustomerQuery firstPage() {
        return new CustomerQuery(q, filters, sort, "");
    }

    @Nullable
    Cursor cursor() {
        return Cursor.of(after);
    }

    /// The address of the list.
    public String url() {
        var text = text();
        return text.isEmpty() ? "/customers" : "/customers?" + text;
    }

    /// The same with something to say once.
    String with(String name, int count) {
        var url = url();
        return url + (url.indexOf('?') < 0 ? '?' : '&') + name + "=" + count;
    }

    /// The part of an address after the question mark.
    public String text() {
        var builder = UriComponentsBuilder.newInstance();
        var values = new ArrayList<String>();
        parameters()
                .forEach((name, all) -> all.forEach(value -> {
                    builder.queryParam(name, "{value}");
                    values.add(value);
                }));
        var query = builder.encode().buildAndExpand(values.toArray()).toUri().getRawQuery();
        return query == null ? "" : query;
    }

    /// All parameters of the address but what was typed: the hidden fields of the search.
    public Map<String, List<String>> hidden() {
        var hidden = new LinkedHashMap<>(parameters());
        hidden.remove("q");
        hidden.remove("after");
        return hidden;
    }

    private SequencedMap<String, List<String>> parameters() {
        var params = new LinkedHashMap<String, List<String>>();
        if (!q.isEmpty()) {
            params.put("q", List.of(q));
        }
        filters.forEach((filter, values) -> params.put(filter.key(), values));
        if (!sort.text().isEmpty()) {
            params.put("sort", List.of(sort.text()));
        }
        if (!after.isEmpty()) {
            params.put("after", List.of(after));
        }
        return params;
    }

    /// The last row of a page, for the next one to begin after.
    ///
    /// @param rank how well the row fitted what was typed, 0 is best
    /// @param key what the list is sorted by, as text
    record Cursor(int rank, long id, String key) {

        String text() {
            return rank + "." + id + "." + key;
        }

        /// Null where the text is none, as of an address that somebody has changed.
        static @Nullable Cursor of(String text) {
            var parts = text.split("\\.", 3);
            if (parts.length < 3 || !parts[0].matches("[0-9]") || !parts[1].matches("[0-9]{1,18}")) {
                return null;
            }
            return new Cursor(Integer.parseInt(parts[0]), Long.parseLong(parts[1]), parts[2]);
        }
    }
}
