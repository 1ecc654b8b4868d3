package utskick.segment;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.kernel.Channel;
import utskick.kernel.SqlQuery;

/// Who people are, for those who have only their ids, and marks that tell whether the register is still what it was.
public final class Roster {

    private final JdbcClient jdbc;

    Roster(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What mailings may be for: the keys of the purposes in use, each with the shop's names for it by language.
    public Map<String, Map<String, String>> purposes() {
        return Choices.purposes(jdbc);
    }

    /// By name; whoever is not there any more is left out.
    public List<Selected> people(Collection<Long> ids) {
        return ids.isEmpty()
                ? List.of()
                : jdbc.sql("""
                SELECT customer_id, number, name, city FROM customer.profile
                WHERE customer_id = ANY (:ids)
                ORDER BY name, customer_id
                """)
                        .param("ids", ids.toArray(Long[]::new))
                        .query((row, _) -> new Selected(
                                row.getLong("customer_id"),
                                row.getString("number"),
                                row.getString("name"),
                                row.getString("city"),
                                null))
                        .list();
    }

    /// The customer of a number, exactly as it is written but for the space around it.
    public Optional<Selected> withNumber(String number) {
        return jdbc.sql("SELECT customer_id FROM customer.profile WHERE number = :number")
                .param("number", number.strip())
                .query(Long.class)
                .optional()
                .flatMap(id -> people(List.of(id)).stream().findFirst());
    }

    /// The labels of a channel's addresses, the commonest first.
    public List<String> labels(Channel channel) {
        return jdbc.sql("""
                SELECT label FROM customer.contact WHERE channel = :channel
                GROUP BY label ORDER BY count(*) DESC, label LIMIT 20
                """)
                .param("channel", channel.name())
                .query(String.class)
                .list();
    }

    /// Cheap to ask, and another one after every change of customers, consents or the suppression list.
    public String mark() {
        return jdbc.sql("""
                SELECT concat_ws(' ',
                    (SELECT concat_ws(' ', count(*), max(changed_at)) FROM customer.profile),
                    (SELECT concat_ws(' ', count(*), max(at)) FROM consent.permission),
                    (SELECT concat_ws(' ', count(*), max(at)) FROM consent.suppressed))
                """).query(String.class).single();
    }

    /// As dear as the selection, and another one exactly when somebody of it has come, gone or been changed.
    ///
    /// @param audience what [Segments#audience] gives
    public String mark(SqlQuery audience) {
        return jdbc.sql("""
                SELECT concat_ws(' ', count(*), sum(hashtextextended(
                    concat_ws('|', a.customer_id, a.address, a.language, a.fields::text, a.reason, p.changed_at),
                    0)::numeric))
                FROM (%s) a JOIN customer.profile p USING (customer_id)
                """.formatted(audience.text()))
                .params(new HashMap<>(audience.params()))
                .query(String.class)
                .single();
    }
}
