package utskick.segment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.PhoneReader;
import utskick.kernel.Channel;

/// Finds the customers whom a list of customer numbers, phone numbers or e-mail addresses means. A customer number wins
/// over a phone that is written alike.
final class NumberLookup {

    private static final List<String> REGIONS = List.of("SE", "FI", "GR", "PL");

    private final JdbcClient jdbc;
    private final PhoneReader phones = new PhoneReader();

    NumberLookup(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /// What a list came to. Every entry is counted once: it found one customer, found one that another entry had
    /// found, is shared by several customers, or found nobody.
    ///
    /// @param customers in the order of the list, each once
    /// @param repeated what names a customer once more
    /// @param shared whom an entry may mean, where several customers have it: a person chooses
    record Looked(
            List<Long> customers, List<String> repeated, Map<String, List<Selected>> shared, List<String> missing) {}

    /// One address that an entry may be.
    ///
    /// @param rank which reading of the entry it is; lower ones are likelier
    private record Candidate(int entry, int rank, String channel, String address) {}

    /// @param country in whose way phones are written that do not say
    Looked find(List<String> entries, String country) {
        Map<Integer, Set<Long>> found = byNumber(entries);
        byAddress(entries, country, found.keySet()).forEach(found::put);
        Set<Long> customers = new LinkedHashSet<>();
        List<String> repeated = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        Map<String, Set<Long>> shared = new LinkedHashMap<>();
        for (int i = 0; i < entries.size(); i++) {
            Set<Long> of = found.getOrDefault(i, Set.of());
            if (of.isEmpty()) {
                missing.add(entries.get(i));
            } else if (of.size() > 1) {
                shared.put(entries.get(i), of);
            } else if (!customers.addAll(of)) {
                repeated.add(entries.get(i));
            }
        }
        return new Looked(List.copyOf(customers), repeated, named(shared), missing);
    }

    private Map<Integer, Set<Long>> byNumber(List<String> entries) {
        Map<Integer, Set<Long>> found = new HashMap<>();
        jdbc.sql("""
                SELECT w.position, p.customer_id
                FROM unnest(:entries::text[]) WITH ORDINALITY AS w (entry, position)
                JOIN customer.profile p ON p.number = w.entry
                """).param("entries", entries.toArray(String[]::new)).query(row -> {
            found.put(row.getInt("position") - 1, Set.of(row.getLong("customer_id")));
        });
        return found;
    }

    /// Of the readings of an entry that somebody has, the likeliest counts.
    private Map<Integer, Set<Long>> byAddress(List<String> entries, String country, Set<Integer> done) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            if (!done.contains(i)) {
                candidates.addAll(candidates(i, entries.get(i), country));
            }
        }
        Map<Integer, TreeMap<Integer, Set<Long>>> readings = new HashMap<>();
        jdbc.sql("""
                SELECT DISTINCT w.entry, w.rank, k.customer_id
                FROM unnest(:entries::int[], :ranks::int[], :channels::text[], :addresses::text[])
                     AS w (entry, rank, channel, address)
                JOIN customer.contact k ON k.address = w.address AND k.channel = w.channel
                """)
                .param("entries", candidates.stream().map(Candidate::entry).toArray(Integer[]::new))
                .param("ranks", candidates.stream().map(Candidate::rank).toArray(Integer[]::new))
                .param("channels", candidates.stream().map(Candidate::channel).toArray(String[]::new))
                .param("addresses", candidates.stream().map(Candidate::address).toArray(String[]::new))
                .query(row -> {
                    readings.computeIfAbsent(row.getInt("entry"), _ -> new TreeMap<>())
                            .computeIfAbsent(row.getInt("rank"), _ -> new LinkedHashSet<>())
                            .add(row.getLong("customer_id"));
                });
        Map<Integer, Set<Long>> found = new HashMap<>();
        readings.forEach((entry, byRank) -> found.put(entry, byRank.firstEntry().getValue()));
        return found;
    }

    private List<Candidate> candidates(int entry, String written, String country) {
        if (written.contains("@")) {
            return List.of(new Candidate(entry, 0, Channel.EMAIL.name(), written.toLowerCase(Locale.ROOT)));
        }
        List<Candidate> candidates = new ArrayList<>();
        Stream.concat(Stream.of(country), REGIONS.stream()).distinct().forEach(region -> {
            var number = phones.read(written, region).number();
            if (number != null
                    && candidates.stream().noneMatch(it -> it.address().equals(number.value()))) {
                candidates.add(new Candidate(entry, candidates.size(), Channel.SMS.name(), number.value()));
            }
        });
        return candidates;
    }

    private Map<String, List<Selected>> named(Map<String, Set<Long>> shared) {
        Map<Long, Selected> people = new HashMap<>();
        jdbc.sql("SELECT customer_id, number, name, city FROM customer.profile WHERE customer_id = ANY (:ids)")
                .param(
                        "ids",
                        shared.values().stream().flatMap(Set::stream).distinct().toArray(Long[]::new))
                .query(row -> {
                    people.put(
                            row.getLong("customer_id"),
                            new Selected(
                                    row.getLong("customer_id"),
                                    row.getString("number"),
                                    row.getString("name"),
                                    row.getString("city"),
                                    null));
                });
        Map<String, List<Selected>> named = new LinkedHashMap<>();
        shared.forEach((entry, ids) -> named.put(
                entry,
                ids.stream().flatMap(id -> Stream.ofNullable(people.get(id))).toList()));
        return named;
    }
}
