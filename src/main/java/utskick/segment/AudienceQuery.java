package utskick.segment;

import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import utskick.consent.Purpose;
import utskick.consent.Reach;
import utskick.kernel.MergeField;
import utskick.kernel.SqlQuery;

/// The statement that makes an audience of its rules: each customer of the selection once, as a recipient or with the
/// one reason. Consent and suppression are joined as sets, because a freeze asks for hundreds of thousands.
final class AudienceQuery {

    private final SegmentCompiler compiler;
    private final Set<String> columns;

    /// @param columns the fields of `customer.profile` that a text may name
    AudienceQuery(SegmentCompiler compiler, Set<String> columns) {
        this.compiler = compiler;
        this.columns = columns;
    }

    /// Rows `(customer_id, address, language, fields, reason)`.
    ///
    /// @throws IllegalArgumentException when a field is none of the register's
    SqlQuery of(Audience audience) {
        String who = who(audience.who());
        String spared = spared(audience.limits());
        String text = """
                WITH chosen AS MATERIALIZED (
                    SELECT p.customer_id FROM %s WHERE %s
                ), point AS (
                    -- one address of each: one that may be used before one that may not, then as asked for
                    SELECT DISTINCT ON (k.customer_id)
                           k.customer_id, k.address, k.reachable, k.preferred, s.state,
                           x.address_hash IS NOT NULL AS suppressed
                    FROM chosen
                    JOIN customer.contact k USING (customer_id)
                    LEFT JOIN consent.permission s
                      ON s.address = k.address AND s.channel = k.channel AND s.purpose = %s
                    LEFT JOIN consent.suppressed x
                      ON x.channel = k.channel
                     AND x.address_hash = consent.address_hash((SELECT key FROM consent.suppression_key), k.address)%s
                    WHERE k.channel = %s AND k.address IS NOT NULL%s
                    ORDER BY k.customer_id,
                             (k.reachable AND x.address_hash IS NULL AND %s) DESC,
                             k.reachable DESC, %s k.preferred DESC, k.position, k.id
                ), judged AS (
                    SELECT p.customer_id, k.address, p.language, %s AS fields, k.preferred, p.created_at,
                           CASE
                               WHEN k.address IS NOT NULL AND %s THEN 'no_consent'
                               WHEN k.state IN ('withdrawn', 'refused') THEN 'withdrawn'
                               WHEN k.suppressed THEN 'suppressed'
                               WHEN p.protected OR p.status <> 'active' THEN 'protected'
                               WHEN k.address IS NULL THEN 'no_address'
                               WHEN NOT k.reachable THEN %s%s
                           END AS reason
                    FROM chosen
                    JOIN customer.profile p USING (customer_id)
                    %s
                    LEFT JOIN point k ON k.customer_id = p.customer_id
                )
                SELECT customer_id, address, language, fields,
                       CASE
                           WHEN reason IS NULL
                            AND row_number() OVER (PARTITION BY reason, address COLLATE "C"
                                                   ORDER BY preferred DESC, created_at DESC, customer_id DESC) > 1
                           THEN 'duplicate_address'
                           ELSE reason
                       END AS reason
                FROM judged
                """.formatted(
                        SegmentCompiler.CUSTOMERS,
                        who,
                        compiler.param(audience.purpose()),
                        needsConsent(audience) ? "" : " AND x.service_too",
                        compiler.param(audience.channel().name()),
                        labelled(audience.labels()),
                        allowed(audience),
                        inOrder(audience.labels()),
                        fields(audience),
                        needsConsent(audience) ? "coalesce(k.state, 'unknown') IN ('unknown', 'refused')" : "false",
                        unreachable(audience),
                        spared,
                        Reach.JOIN);
        return new SqlQuery(text, new HashMap<>(compiler.params()));
    }

    private String who(Audience.Who who) {
        Stream<Criterion> picked =
                who.customers().isEmpty() ? Stream.of() : Stream.of(new Criterion.Customers(who.customers()));
        String included = Stream.concat(who.include().stream(), picked)
                .map(criterion -> "(" + compiler.condition(criterion) + ")")
                .collect(Collectors.joining(" OR "));
        String excluded = who.exclude().stream()
                .map(criterion -> " AND NOT (" + compiler.condition(criterion) + ")")
                .collect(Collectors.joining());
        return included.isEmpty() ? "false" : "(" + included + ")" + excluded;
    }

    private String labelled(List<String> labels) {
        return labels.isEmpty()
                ? ""
                : " AND k.label = ANY(%s)".formatted(compiler.param(labels.toArray(String[]::new)));
    }

    private String inOrder(List<String> labels) {
        return labels.size() < 2
                ? ""
                : "array_position(%s::text[], k.label),".formatted(compiler.param(labels.toArray(String[]::new)));
    }

    private static boolean needsConsent(Audience audience) {
        return Purpose.of(audience.purpose()).needsYes();
    }

    private static String allowed(Audience audience) {
        return needsConsent(audience)
                ? "coalesce(s.state, 'unknown') = 'given'"
                : "coalesce(s.state, 'unknown') NOT IN ('withdrawn', 'refused')";
    }

    private static String unreachable(Audience audience) {
        return switch (audience.channel()) {
            case SMS -> "'not_mobile'";
            case EMAIL -> "'no_address'";
        };
    }

    /// Further cases, in the order of [LeftOutReason].
    private String spared(Audience.Limits limits) {
        var cases = new StringBuilder();
        if (!limits.countries().isEmpty()) {
            cases.append("\n WHEN NOT (%s) THEN 'wrong_country'"
                    .formatted(compiler.condition(new Criterion.Country(limits.countries()))));
        }
        Long quiet = limits.quiet();
        if (quiet != null) {
            cases.append("\n WHEN %s THEN 'quiet'".formatted(compiler.condition(new Criterion.InSegment(quiet))));
        }
        if (limits.pauseDays() > 0) {
            cases.append("\n WHEN %s THEN 'written_to'"
                    .formatted(compiler.condition(new Criterion.Written(true, limits.pauseDays(), null))));
        }
        return cases.toString();
    }

    private String fields(Audience audience) {
        return audience.fields().stream()
                .map(field -> value(field, audience))
                .collect(Collectors.joining(", ", "ARRAY[", "]::text[]"));
    }

    /// The value as it travels; what the register does not know is empty.
    private String value(MergeField field, Audience audience) {
        if (field.equals(Audience.OPT_OUT)) {
            return "coalesce(consent.opt_out_token((SELECT key FROM consent.suppression_key), %s, k.address), '')"
                    .formatted(compiler.param(audience.channel().name()));
        }
        if (!columns.contains(field.name()) || !field.name().matches("[a-z][a-z0-9_]*")) {
            throw new IllegalArgumentException("no field '%s' in the register".formatted(field.name()));
        }
        String column = field.name().startsWith(MergeField.OWN)
                ? "customer.own_text(p.custom, '%s', p.language)"
                        .formatted(field.name().substring(MergeField.OWN.length()))
                : "p." + field.name();
        return switch (field.kind()) {
            case TEXT -> "coalesce(%s::text, '')".formatted(column);
            case NUMBER, DATE -> "coalesce(%s::text, '')".formatted(column);
            case MONEY -> "coalesce(%s::text || ' ' || p.currency, '')".formatted(column);
        };
    }
}
