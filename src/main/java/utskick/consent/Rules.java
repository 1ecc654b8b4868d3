package utskick.consent;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the shop allows beyond what the law always does. Strict by itself: in Poland only a yes counts.
public final class Rules {

    /// Where companies, too, have to say yes: Prawo komunikacji elektronicznej, article 398.
    static final String COMPANIES_ASKED = "PL";

    /// Why a ground carries no yes.
    public enum Objection {
        /// Existing customers have to say yes where the customer lives.
        EXISTING,
        /// The day of the sale is not told, or lies ahead.
        SALE,
        /// It is no company, or lives where companies have to say yes, too.
        COMPANY
    }

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

    /// Whether the law of the customer's country knows the ground for something that needs a yes: in Poland only
    /// consent counts, whatever they bought. Who has said no is another matter ([ConsentLedger]).
    ///
    /// @param country ISO code
    /// @param company whether it is a company, or a person at one
    public Optional<Objection> objection(
            Origin.Basis ground, String country, boolean company, @Nullable LocalDate sale, LocalDate today) {
        return switch (ground) {
            case CONSENT -> Optional.empty();
            case EXISTING_CUSTOMER -> {
                if (!now().existingCustomers().contains(country)) {
                    yield Optional.of(Objection.EXISTING);
                }
                yield sale == null || sale.isAfter(today) ? Optional.of(Objection.SALE) : Optional.empty();
            }
            case COMPANY ->
                company && !country.equals(COMPANIES_ASKED) ? Optional.empty() : Optional.of(Objection.COMPANY);
            case SERVICE -> Optional.of(Objection.EXISTING);
        };
    }

    public void save(Rule rule) {
        jdbc.sql("UPDATE consent.rule SET existing_customers = :countries, customers_correct = :correct")
                .param("countries", rule.existingCustomers().toArray(String[]::new))
                .param("correct", rule.customersCorrect())
                .update();
    }
}
