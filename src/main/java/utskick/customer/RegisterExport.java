package utskick.customer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;
import utskick.web.Texts;

/// Customers on their way out: read by a cursor and written as they come, however many. Nobody with a protected
/// identity is among them. The headings of a whole export are words that an import knows, so it can be brought back.
public final class RegisterExport {

    /// Rows that are read, and whose consents are asked for, at one time.
    private static final int PORTION = 1_000;

    private static final List<String> PHONES = List.of("mobile", "home", "work", "switchboard", "other");

    private static final String EMAIL = "email";
    private static final String OTHER_EMAIL = "email:";

    /// An import reads one digit after a heading.
    private static final int MOST_OF_A_LABEL = 9;

    private final JdbcClient jdbc;
    private final TransactionOperations transaction;
    private final ContactStandings standings;

    RegisterExport(JdbcClient jdbc, TransactionOperations transaction, ContactStandings standings) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.standings = standings;
    }

    /// One value of a customer's row.
    private interface Value {
        ExportCell of(ResultSet row, Map<String, List<String>> points) throws SQLException;
    }

    /// @param heading as the language of the file has it
    private record Column(Heading heading, Value value) {}

    private interface Heading {
        String in(Texts texts);
    }

    /// The columns of a file with so many phones and addresses of each label; of each that an import knows there is
    /// one at least.
    private static List<Column> columns(Map<String, Integer> labels) {
        return Stream.of(
                        BEFORE_POINTS.stream(),
                        PHONES.stream().flatMap(label -> repeated("customer.use.phone." + label, label, labels)),
                        repeated("customer.use.email", EMAIL, labels),
                        // an import has one label for e-mail, and would write these twice
                        labels.entrySet().stream()
                                .filter(label -> label.getKey().startsWith(OTHER_EMAIL))
                                .sorted(Map.Entry.comparingByKey())
                                .flatMap(label -> IntStream.range(0, label.getValue())
                                        .mapToObj(i -> new Column(
                                                texts -> ours(
                                                        other(texts, label.getKey()) + (i == 0 ? "" : " " + (i + 1))),
                                                (_, points) -> point(points, label.getKey(), i)))),
                        AFTER_POINTS.stream())
                .flatMap(columns -> columns)
                .toList();
    }

    /// `Mobil`, `Mobil 2`.
    private static Stream<Column> repeated(String heading, String label, Map<String, Integer> labels) {
        int most = Math.clamp(labels.getOrDefault(label, 1), 1, MOST_OF_A_LABEL);
        return IntStream.range(0, most)
                .mapToObj(i -> new Column(
                        texts -> texts.t(heading) + (i == 0 ? "" : " " + (i + 1)),
                        (_, points) -> point(points, label, i)));
    }

    private static ExportCell point(Map<String, List<String>> points, String label, int i) {
        var of = points.getOrDefault(label, List.of());
        return i < of.size() ? ExportCell.of(of.get(i)) : ExportCell.NOTHING;
    }

    private static String other(Texts texts, String label) {
        var name = label.substring(OTHER_EMAIL.length());
        var key = "customer.label." + name;
        return texts.t("customer.use.email") + ", " + (texts.has(key) ? texts.t(key) : name);
    }

    /// A heading that an import leaves alone.
    private static String ours(String heading) {
        return "Utskick: " + heading;
    }

    private static final List<Column> BEFORE_POINTS = List.of(
            text("customer.use.number", "number"),
            text("customer.use.external_id", "external_id"),
            text("customer.use.first_name", "first_name"),
            text("customer.use.last_name", "last_name"),
            text("customer.use.company_name", "company_name"),
            text("customer.use.company", "employer_number"),
            text("customer.use.tax_id", "tax_id"));

    private static final List<Column> AFTER_POINTS = List.of(
            text("customer.use.street", "street"),
            text("customer.use.postcode", "postcode"),
            text("customer.use.city", "city"),
            text("customer.use.country", "country"),
            text("customer.use.language", "language"),
            text("customer.use.store", "store"),
            text("customer.column.category", "category"),
            new Column(
                    texts -> texts.t("customer.use.groups"),
                    (row, _) -> ExportCell.of(String.join(", ", CustomerRows.texts(row.getArray("groups"))))),
            new Column(
                    texts -> texts.t("customer.use.birthday"), (row, _) -> ExportCell.of(CustomerRows.birthday(row))),
            text("customer.use.name_day", "name_day"),
            new Column(texts -> texts.t("customer.use.points"), (row, _) -> ExportCell.of(row.getBigDecimal("points"))),
            new Column(
                    texts -> texts.t("customer.use.balance"), (row, _) -> ExportCell.of(row.getBigDecimal("balance"))),
            new Column(
                    texts -> ours(texts.t("customer.field.currency")),
                    (row, _) -> row.getBigDecimal("balance") == null
                            ? ExportCell.NOTHING
                            : ExportCell.of(row.getString("currency"))),
            new Column(
                    texts -> texts.t("customer.use.last_purchase"),
                    (row, _) -> ExportCell.of(row.getObject("last_purchase", LocalDate.class))),
            amount("bought_12_months"),
            amount("bought_this_year"),
            amount("bought_last_year"),
            amount("purchases_12_months"),
            text("customer.use.note", "note"));

    private static Column text(String heading, String column) {
        return new Column(texts -> texts.t(heading), (row, _) -> ExportCell.of(row.getString(column)));
    }

    private static Column amount(String column) {
        return new Column(
                texts -> texts.t("customer.use." + column), (row, _) -> ExportCell.of(row.getBigDecimal(column)));
    }

    /// How many of these customers an export has: all but those whose identity is protected.
    public long count(SqlQuery chosen) {
        return jdbc.sql("SELECT count(*) FROM customer.customer c WHERE " + allowed(chosen))
                .params(chosen.params())
                .query(Long.class)
                .single();
    }

    /// How many of these have an address that a letter can go to.
    long countAddressed(SqlQuery chosen) {
        return jdbc.sql("SELECT count(*) FROM customer.customer c WHERE (c.street <> '' OR c.city <> '') AND "
                        + allowed(chosen))
                .params(chosen.params())
                .query(Long.class)
                .single();
    }

    private static String allowed(SqlQuery chosen) {
        return "c.id IN (%s) AND NOT c.protected".formatted(chosen.text());
    }

    /// Writes all there is about these customers.
    ///
    /// @param chosen a query with one column, `customer_id`
    void whole(SqlQuery chosen, Texts texts, ExportFile file) throws IOException {
        var own = CustomFields.all(jdbc);
        var columns = columns(labels(chosen));
        file.row(Stream.of(
                        columns.stream().map(column -> column.heading().in(texts)),
                        own.stream().map(field -> field.name(texts.language())),
                        Stream.of("customer.field.status", "customer.use.consent.sms", "customer.use.consent.email")
                                .map(texts::t))
                .flatMap(headings -> headings)
                .map(ExportCell::of)
                .toList());
        portions(chosen, row -> cells(row, columns, own, texts), (portion, states) -> {
            for (var row : portion) {
                var standing = CustomerList.standing(states, row.id());
                var cells = new ArrayList<>(row.content());
                cells.add(consent(texts, standing.sms()));
                cells.add(consent(texts, standing.email()));
                file.row(cells);
            }
        });
    }

    /// Hands over these customers as the list shows them.
    void rows(SqlQuery chosen, RowTaker taker) throws IOException {
        portions(chosen, row -> CustomerRows.row(row, CustomerList.standing(Map.of(), 0)), (portion, states) -> {
            for (var row : portion) {
                taker.take(row.content().with(CustomerList.standing(states, row.id())));
            }
        });
    }

    /// Takes the customers of a print.
    interface RowTaker {
        void take(CustomerList.Row row) throws IOException;
    }

    private record Read<T>(long id, T content) {}

    private interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    private interface PortionTaker<T> {
        void take(List<Read<T>> portion, Map<Long, ContactStandings.Standing> states) throws IOException;
    }

    /// In the order of the numbers, by a cursor, which lives as long as the transaction.
    private <T> void portions(SqlQuery chosen, Reader<T> reader, PortionTaker<T> taker) throws IOException {
        try {
            transaction.executeWithoutResult(_ -> {
                var portion = new ArrayList<Read<T>>(PORTION);
                jdbc.sql(CustomerRows.SELECT.formatted(allowed(chosen)) + "ORDER BY c.number")
                        .withFetchSize(PORTION)
                        .params(chosen.params())
                        .query(row -> {
                            portion.add(new Read<>(row.getLong("id"), reader.read(row)));
                            if (portion.size() == PORTION) {
                                hand(portion, taker);
                            }
                        });
                hand(portion, taker);
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private <T> void hand(List<Read<T>> portion, PortionTaker<T> taker) {
        if (portion.isEmpty()) {
            return;
        }
        try {
            taker.take(portion, standings.of(portion.stream().map(Read::id).toList()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        portion.clear();
    }

    private static List<ExportCell> cells(ResultSet row, List<Column> columns, List<CustomField> own, Texts texts)
            throws SQLException {
        var points = points(row.getArray("contact_points"));
        var cells = new ArrayList<ExportCell>(columns.size() + own.size() + 3);
        for (var column : columns) {
            cells.add(column.value().of(row, points));
        }
        if (!own.isEmpty()) {
            var values = CustomFields.values(row.getString("custom"));
            for (var field : own) {
                cells.add(own(field, values.getOrDefault(field.key(), ""), texts));
            }
        }
        cells.add(ExportCell.of(texts.t("customer.state." + row.getString("status"))));
        return cells;
    }

    /// A value of the shop's own as its kind is written; one that is of another kind stands as it is.
    private static ExportCell own(CustomField field, String value, Texts texts) {
        var text = ExportCell.of(value);
        return switch (field.kind()) {
            case TEXT, CHOICE -> text;
            case NUMBER -> {
                var number = CustomFields.number(value);
                yield number == null ? text : ExportCell.of(number);
            }
            case DATE -> {
                var date = CustomFields.date(value);
                yield date == null ? text : ExportCell.of(date);
            }
            case YES_NO ->
                switch (value) {
                    case "true" -> ExportCell.of(texts.t("customer.export.yes"));
                    case "false" -> ExportCell.of(texts.t("customer.export.no"));
                    default -> text;
                };
        };
    }

    /// How many phones and addresses of each label some customer of these has at most.
    private Map<String, Integer> labels(SqlQuery chosen) {
        var labels = new HashMap<String, Integer>();
        jdbc.sql("""
                SELECT channel, label, max(points) AS most
                FROM (SELECT p.customer_id, p.channel, p.label, count(*) AS points
                      FROM customer.contact_point p JOIN customer.customer c ON c.id = p.customer_id
                      WHERE %s
                      GROUP BY p.customer_id, p.channel, p.label) counted
                GROUP BY channel, label
                """.formatted(allowed(chosen))).params(chosen.params()).query(row -> {
            labels.merge(
                    label(row.getString("channel"), row.getString("label")),
                    Math.min(row.getInt("most"), MOST_OF_A_LABEL),
                    Integer::sum);
        });
        return labels;
    }

    /// Phones of other labels than ours are other phones; addresses keep theirs.
    private static String label(String channel, String label) {
        if (channel.equals(Channel.EMAIL.name())) {
            return label.equals(EMAIL) ? EMAIL : OTHER_EMAIL + label;
        }
        return PHONES.contains(label) ? label : "other";
    }

    private static Map<String, List<String>> points(java.sql.@Nullable Array array) throws SQLException {
        var points = new HashMap<String, List<String>>();
        if (array != null) {
            for (var point : (String[][]) array.getArray()) {
                points.computeIfAbsent(label(point[2], point[0]), _ -> new ArrayList<>())
                        .add(point[1]);
            }
        }
        return points;
    }

    /// A yes or a no that an import reads as the same; empty where nobody was asked.
    private static ExportCell consent(Texts texts, ContactStandings.State state) {
        return switch (state) {
            case YES -> ExportCell.of(texts.t("customer.export.yes"));
            case NO, WITHDRAWN, SUPPRESSED -> ExportCell.of(texts.t("customer.export.no"));
            case NEVER_ASKED, NOT_MOBILE, NO_ADDRESS -> ExportCell.NOTHING;
        };
    }
}
