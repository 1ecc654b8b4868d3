package utskick.customer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// What the columns of a file say something about, and the pieces of SQL that compare and write it; everything
/// else of a known customer stays as it is. In SQL `r` is the staged row, `c` its customer, and `s`, `g`, `k` are
/// the store, the category and the company that the row names.
///
/// @param labels the labels of its contact points
/// @param own whether a column is a field of the shop's own, whose empty cell takes the value away
record ImportMapping(Set<Field> fields, String[] labels, boolean own) {

    /// How one field of the file stands in the register.
    ///
    /// @param field the column of the file
    /// @param columns the columns of `customer.customer`
    /// @param staged what they get from the staged row and what it names
    private record Target(Field field, List<String> columns, List<String> staged) {}

    private static final List<Target> TARGETS = List.of(
            new Target(Field.EXTERNAL_ID, List.of("external_id"), List.of("nullif(r.external_id, '')")),
            new Target(Field.FIRST_NAME, List.of("first_name"), List.of("r.first_name")),
            new Target(Field.LAST_NAME, List.of("last_name"), List.of("r.last_name")),
            new Target(Field.COMPANY_NAME, List.of("company_name"), List.of("r.company_name")),
            new Target(Field.COMPANY, List.of("company_id"), List.of("k.id")),
            new Target(Field.TAX_ID, List.of("tax_id"), List.of("r.tax_id")),
            new Target(Field.LANGUAGE, List.of("language"), List.of("coalesce(r.language, c.language)")),
            new Target(Field.COUNTRY, List.of("country"), List.of("coalesce(r.country, c.country)")),
            new Target(Field.STORE, List.of("store_id"), List.of("s.id")),
            new Target(Field.CATEGORY, List.of("category_id"), List.of("g.id")),
            new Target(Field.STREET, List.of("street"), List.of("r.street")),
            new Target(Field.POSTCODE, List.of("postcode"), List.of("r.postcode")),
            new Target(Field.CITY, List.of("city"), List.of("r.city")),
            new Target(
                    Field.BIRTHDAY,
                    List.of("birth_year", "birth_month", "birth_day"),
                    List.of("r.birth_year", "r.birth_month", "r.birth_day")),
            new Target(Field.NAME_DAY, List.of("name_day"), List.of("r.name_day")),
            new Target(Field.POINTS, List.of("points"), List.of("r.points")),
            new Target(Field.BALANCE, List.of("balance"), List.of("r.balance")),
            new Target(Field.LAST_PURCHASE, List.of("last_purchase"), List.of("r.last_purchase")),
            new Target(Field.BOUGHT_12_MONTHS, List.of("bought_12_months"), List.of("r.bought_12_months")),
            new Target(Field.BOUGHT_THIS_YEAR, List.of("bought_this_year"), List.of("r.bought_this_year")),
            new Target(Field.BOUGHT_LAST_YEAR, List.of("bought_last_year"), List.of("r.bought_last_year")),
            new Target(Field.PURCHASES_12_MONTHS, List.of("purchases_12_months"), List.of("r.purchases_12_months")),
            new Target(Field.STATUS, List.of("status"), List.of("r.status")),
            new Target(Field.PROTECTED, List.of("protected"), List.of("r.protected")),
            new Target(Field.NOTE, List.of("note"), List.of("r.note")),
            new Target(Field.CUSTOM, List.of("custom"), List.of("c.custom || r.custom")));

    static ImportMapping of(List<ColumnUse> uses) {
        var labels = uses.stream()
                .filter(use -> use.field() == Field.PHONE)
                .map(ColumnUse::label)
                .collect(Collectors.toCollection(TreeSet::new));
        var fields = uses.stream().map(ColumnUse::field).collect(Collectors.toUnmodifiableSet());
        if (fields.contains(Field.EMAIL)) {
            labels.add("email");
        }
        return new ImportMapping(
                fields, labels.toArray(String[]::new), uses.stream().anyMatch(ColumnUse::isOwn));
    }

    boolean has(Field field) {
        return fields.contains(field);
    }

    boolean hasPoints() {
        return labels.length > 0;
    }

    /// The columns of `customer.customer` that the file writes.
    List<String> columns() {
        return TARGETS.stream()
                .filter(target -> has(target.field()))
                .flatMap(target -> target.columns().stream())
                .toList();
    }

    /// What a column of the register gets. An own field without a value is one that is not there.
    private String staged(Target target, int column) {
        var staged = target.staged().get(column);
        return target.field() == Field.CUSTOM && own ? "jsonb_strip_nulls(" + staged + ")" : staged;
    }

    /// What the file writes into the columns of a known customer `c`.
    List<String> assignments() {
        var sets = new ArrayList<String>();
        for (var target : TARGETS) {
            if (has(target.field())) {
                for (int i = 0; i < target.columns().size(); i++) {
                    sets.add(target.columns().get(i) + " = " + staged(target, i));
                }
            }
        }
        return sets;
    }

    /// The condition that a row says something else than the register, empty where nothing can differ.
    String comparisons() {
        var different = new StringJoiner("\n   OR ");
        for (var target : TARGETS) {
            if (has(target.field())) {
                for (int i = 0; i < target.columns().size(); i++) {
                    different.add(comparison(target, i));
                }
            }
        }
        if (hasPoints()) {
            different.add("r.points_key <> coalesce(p.points_key, '')");
        }
        if (has(Field.GROUPS)) {
            different.add("coalesce(r.groups, '{}') <> coalesce(b.groups, '{}')");
        }
        return different.toString();
    }

    /// What the comparisons need; the parameter `labels` is [#labels]. The register's contact points come in the
    /// order of their primary key, so that they are not sorted.
    String joins() {
        var points = """
                LEFT JOIN (
                    SELECT k.customer_id,
                           string_agg(k.channel || ' ' || k.label || ' ' || k.position || ' '
                                      || coalesce(k.address, k.as_entered) || '|', ''
                                      ORDER BY k.channel, k.label, k.position) AS points_key
                    FROM customer.contact_point k
                    WHERE k.label = ANY (:labels)
                    GROUP BY k.customer_id
                ) p ON p.customer_id = c.id
                """;
        var groups = """
                LEFT JOIN (
                    SELECT n.customer_id, array_agg(g.name ORDER BY g.name COLLATE "C") AS groups
                    FROM customer.membership n
                    JOIN customer.customer_group g ON g.id = n.group_id
                    GROUP BY n.customer_id
                ) b ON b.customer_id = c.id
                """;
        return references() + (hasPoints() ? points : "") + (has(Field.GROUPS) ? groups : "");
    }

    /// Joins what a staged row names: its store, its category, its company.
    String references() {
        return "LEFT JOIN customer.store s ON s.name = r.store\n"
                + "LEFT JOIN customer.customer_group g ON g.kind = 'category' AND g.name = r.category\n"
                + (has(Field.COMPANY)
                        ? "LEFT JOIN customer.customer k ON k.number = r.company_number AND k.kind = 'company'\n"
                        : "");
    }

    private String comparison(Target target, int column) {
        var register = "c." + target.columns().get(column);
        return switch (target.field()) {
            // a store, category or company that is not in the register yet is a change too
            case STORE -> "coalesce(r.store, '') <> '' AND s.id IS NULL OR c.store_id IS DISTINCT FROM s.id";
            case CATEGORY -> "coalesce(r.category, '') <> '' AND g.id IS NULL OR c.category_id IS DISTINCT FROM g.id";
            default -> register + " IS DISTINCT FROM " + staged(target, column);
        };
    }
}
