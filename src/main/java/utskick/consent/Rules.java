package utskick.consent;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the shop allows beyond what the law always does. Strict by itself: in Poland only a yes counts.
public final class Rules {

    /// Where companies, too, have to say yes: Prawo komunikacji elektronicznej, article 398.
    static final String COMPANIES_ASKED = "PL";

    private final JdbcClient jdbc;

    public Rules(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// @param existingCustomers ISO codes of the countries where an existing customer needs no yes (directive
    /// 2002/58,
    ///     article 13(2))
    /// @param customersCorrect whether customers may mend their own name and postal address behind their link
    public record Rule(List<String> existingCustomers, boolean customersCorrect) {

        public Rule {
            existingCustomers = List.copyOf(existingCustomers);
        }
    }

    public Rule now() {
        return jdbc.sql("SELECT existing_customers, customers_correct FROM consent.rule")
                .query((row, _) -> new Rule(
                        List.of((String[]) row.getArray("existing_customers").getArray()),
                        row.getBoolean("customers_correct")))
                .single();
    }

    public void save(Rule rule) {
        jdbc.sql("UPDATE consent.rule SET existing_customers = :countries, customers_correct = :correct")
                .param("countries", rule.existingCustomers().toArray(String[]::new))
                .param("correct", rule.customersCorrect())
                .update();
    }
}
