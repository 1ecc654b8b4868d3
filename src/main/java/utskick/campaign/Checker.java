package utskick.campaign;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;
import utskick.kernel.Channel;
import utskick.segment.Roster;
import utskick.segment.Selected;
import utskick.template.Content;
import utskick.template.SmsNormaliser;
import utskick.template.SmsNormaliser.Step;
import utskick.template.SmsText;

/// Renders a draft for all its recipients to say beforehand what it costs and why. The rows come through a cursor, so
/// memory does not grow with the audience.
final class Checker {

    private static final int FETCH = 2_000;
    private static final int EXAMPLES = 3;
    private static final int MOST_CHARACTERS = 50;

    private final NamedParameterJdbcTemplate jdbc;
    private final Roster roster;
    private final Composer composer;
    private final TransactionOperations transaction;

    Checker(DataSource source, Roster roster, Composer composer, TransactionOperations transaction) {
        var cursor = new JdbcTemplate(source);
        cursor.setFetchSize(FETCH);
        this.jdbc = new NamedParameterJdbcTemplate(cursor);
        this.roster = roster;
        this.composer = composer;
        this.transaction = transaction;
    }

    Check check(Campaign campaign, Content content) {
        var query = composer.audience(campaign, content);
        var tally = new Tally(content);
        // a cursor lives as long as its transaction
        transaction.executeWithoutResult(_ -> jdbc.query(
                "SELECT customer_id, language, fields FROM (%s) a WHERE reason IS NULL".formatted(query.text()),
                query.params(),
                (ResultSet row) -> tally.add(row)));
        return tally.check(people(tally.examples()));
    }

    private Map<Long, Selected> people(Set<Long> ids) {
        return roster.people(ids).stream().collect(Collectors.toMap(Selected::customerId, it -> it));
    }

    /// A few customers of a finding.
    private static final class Finding {
        private int customers;
        private final List<Long> examples = new ArrayList<>();

        void add(long customer) {
            customers++;
            if (examples.size() < EXAMPLES) {
                examples.add(customer);
            }
        }

        List<Selected> examples(Map<Long, Selected> people) {
            return examples.stream().map(people::get).filter(Objects::nonNull).toList();
        }
    }

    private static final class Saving {
        private int customers;
        private long units;
    }

    private static final class Tally {
        private final Content content;
        private final boolean sms;
        private final Set<Step> steps;
        private final Map<Integer, Finding> bands = new TreeMap<>();
        private final Map<String, Finding> missing = new HashMap<>();
        private final Map<String, Integer> characters = new HashMap<>();
        private final Finding dear = new Finding();
        private final Map<Set<Step>, Saving> savings = new HashMap<>();
        private int recipients;
        private long units;
        private int tooLong;

        Tally(Content content) {
            this.content = content;
            this.sms = content.channel() == Channel.SMS;
            this.steps = content.wording().sms().steps();
        }

        void add(ResultSet row) throws SQLException {
            long customer = row.getLong("customer_id");
            var fields = Arrays.<@Nullable String>asList(
                    (String[]) row.getArray("fields").getArray());
            recipients++;
            content.missing(fields).forEach(it -> find(missing, it, customer));
            if (!sms) {
                units++;
                find(bands, 1, customer);
                return;
            }
            var message = content.sms(fields, Locale.of(row.getString("language")));
            units += message.count();
            find(bands, message.count(), customer);
            if (content.isTooLong(message)) {
                tooLong++;
            }
            if (message.encoding() == SmsText.Encoding.UCS2) {
                dear.add(customer);
                for (var culprit : message.culprits()) {
                    if (characters.size() < MOST_CHARACTERS || characters.containsKey(culprit.character())) {
                        characters.merge(culprit.character(), 1, Integer::sum);
                    }
                }
                SmsNormaliser.saving(message.text(), steps).ifPresent(it -> {
                    var saving = savings.computeIfAbsent(it.steps(), _ -> new Saving());
                    saving.customers++;
                    saving.units += it.partsBefore() - it.partsAfter();
                });
            }
        }

        private static <K> void find(Map<K, Finding> findings, K key, long customer) {
            findings.computeIfAbsent(key, _ -> new Finding()).add(customer);
        }

        Set<Long> examples() {
            return java.util.stream.Stream.of(bands.values(), missing.values(), List.of(dear))
                    .flatMap(it -> it.stream().flatMap(finding -> finding.examples.stream()))
                    .collect(Collectors.toSet());
        }

        Check check(Map<Long, Selected> people) {
            return new Check(
                    recipients,
                    units,
                    bands.entrySet().stream()
                            .map(it -> new Check.Band(
                                    it.getKey(),
                                    it.getValue().customers,
                                    it.getValue().examples(people)))
                            .toList(),
                    missing.entrySet().stream()
                            .map(it -> new Check.Missing(
                                    it.getKey(),
                                    it.getValue().customers,
                                    it.getValue().examples(people)))
                            .sorted(Comparator.comparingInt(Check.Missing::customers)
                                    .reversed()
                                    .thenComparing(Check.Missing::field))
                            .toList(),
                    new Check.Dear(
                            characters.entrySet().stream()
                                    .sorted(Map.Entry.<String, Integer>comparingByValue()
                                            .reversed()
                                            .thenComparing(Map.Entry.comparingByKey()))
                                    .map(Map.Entry::getKey)
                                    .toList(),
                            dear.customers,
                            dear.examples(people)),
                    fixes(),
                    tooLong);
        }

        /// The mildest steps are tried first; who needs more is helped by the wider fix, which includes the
        /// milder one.
        private List<Check.Fix> fixes() {
            var fixes = new ArrayList<Check.Fix>();
            for (var wanted : savings.keySet()) {
                int customers = 0;
                long saved = 0;
                for (var other : savings.entrySet()) {
                    if (wanted.containsAll(other.getKey())) {
                        customers += other.getValue().customers;
                        saved += other.getValue().units;
                    }
                }
                fixes.add(new Check.Fix(EnumSet.copyOf(wanted), customers, saved));
            }
            fixes.sort(Comparator.comparingLong(Check.Fix::unitsSaved)
                    .reversed()
                    .thenComparingInt(it -> it.steps().size()));
            return List.copyOf(fixes);
        }
    }
}
