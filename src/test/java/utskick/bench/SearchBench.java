package utskick.bench;

import java.io.PrintStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.BenchStandings;
import utskick.customer.SearchBenchRun;

/// Search as you type over a million customers: how long until the first page with all that it shows, for what people
/// type. What is asked for is taken from the register, so there is something to find.
final class SearchBench {

    private static final int CUSTOMERS = Integer.getInteger("utskick.bench.customers", 1_000_000);
    private static final int TIMES = 40;

    private static final Map<String, String> LISTS = lists();

    private SearchBench() {}

    private static Map<String, String> lists() {
        var lists = new LinkedHashMap<String, String>();
        lists.put("the most points first", "sort=points");
        lists.put("the largest balance first", "sort=balance");
        lists.put("who bought last first", "sort=last_purchase");
        lists.put("who bought most first", "sort=bought_12_months");
        lists.put("by name", "sort=name");
        lists.put("who gets SMS", "sms=true");
        lists.put("who gets e-mail", "email=true");
        lists.put("who gets SMS, most points first", "sms=true&sort=points");
        lists.put("who has a balance", "balance=true");
        return lists;
    }

    static void run(PrintStream out) throws Exception {
        try (var register = BigRegister.open(out, CUSTOMERS)) {
            var bench = new SearchBenchRun(
                    register.dataSource(), BenchStandings.of(JdbcClient.create(register.dataSource())));
            long begun = System.nanoTime();
            int filled = bench.fill();
            double seconds = (System.nanoTime() - begun) / 1e9;
            if (filled > 0) {
                out.printf("  %,d customers made findable in %.1f s: %,.0f/s%n", filled, seconds, filled / seconds);
            }
            begun = System.nanoTime();
            bench.fill();
            out.printf("  looked through for what is missing in %.2f s%n", (System.nanoTime() - begun) / 1e9);
            var queries = queries(JdbcClient.create(register.dataSource()));
            var all = new double[queries.size() * TIMES];
            int measured = 0;
            for (var query : queries.entrySet()) {
                for (int i = 0; i < 5; i++) {
                    bench.firstPage(query.getValue());
                }
                var millis = new double[TIMES];
                long found = 0;
                for (int i = 0; i < TIMES; i++) {
                    long start = System.nanoTime();
                    found = bench.firstPage(query.getValue()).found();
                    millis[i] = (System.nanoTime() - start) / 1e6;
                    all[measured++] = millis[i];
                }
                Arrays.sort(millis);
                out.printf(
                        "  %-34s %,10d found  p50 %6.1f ms  p95 %6.1f ms%n",
                        query.getKey(), found, millis[TIMES / 2], millis[TIMES * 95 / 100]);
            }
            lists(out, bench);
            Arrays.sort(all);
            out.printf(
                    "  all %d queries: p50 %.1f ms, p95 %.1f ms%n",
                    queries.size(), all[all.length / 2], all[all.length * 95 / 100]);
        }
    }

    /// What is clicked and not typed: other orders and filters of the whole list. Not among the figures of the
    /// search.
    private static void lists(PrintStream out, SearchBenchRun bench) {
        for (var list : LISTS.entrySet()) {
            bench.firstPage(list.getValue());
            var millis = new double[TIMES / 4];
            for (int i = 0; i < millis.length; i++) {
                long start = System.nanoTime();
                bench.firstPage(list.getValue());
                millis[i] = (System.nanoTime() - start) / 1e6;
            }
            Arrays.sort(millis);
            out.printf(
                    "  %-34s %16s  p50 %6.1f ms  worst %4.1f ms%n",
                    list.getKey(), "", millis[millis.length / 2], millis[millis.length - 1]);
        }
    }

    /// What it is, and the address's parameters.
    private static Map<String, String> queries(JdbcClient jdbc) {
        var person = jdbc.sql("""
                SELECT c.number, c.first_name, c.last_name, k.address AS phone, m.address AS mail
                FROM customer.customer c
                JOIN customer.contact_point k ON k.customer_id = c.id AND k.channel = 'SMS' AND k.address IS NOT NULL
                JOIN customer.contact_point m ON m.customer_id = c.id AND m.channel = 'EMAIL' AND m.address IS NOT NULL
                WHERE c.kind = 'person' AND c.id > :id
                ORDER BY c.id, k.id
                LIMIT 1
                """).param("id", CUSTOMERS / 3).query().singleRow();
        var first = String.valueOf(person.get("first_name"));
        var last = String.valueOf(person.get("last_name"));
        var phone = String.valueOf(person.get("phone"));
        var mail = String.valueOf(person.get("mail"));
        var queries = new LinkedHashMap<String, String>();
        queries.put("nothing typed", "");
        queries.put("one letter", q(first.substring(0, 1)));
        queries.put("two letters", q(first.substring(0, 2)));
        queries.put("a first name", q(first));
        queries.put("a last name", q(last));
        queries.put("first name and begun last name", q(first + " " + last.substring(0, 2)));
        queries.put("the whole name", q(first + " " + last));
        queries.put("a customer number", q(String.valueOf(person.get("number"))));
        queries.put("a phone as it is written at home", q("0" + phone.substring(3)));
        queries.put("a phone with its country", q(phone));
        queries.put("the last four digits", q(phone.substring(phone.length() - 4)));
        queries.put("an e-mail address", q(mail));
        queries.put("the domain of many", q(mail.substring(mail.indexOf('@') + 1)));
        queries.put("a name nobody has", q("qqzzx"));
        queries.put("a last name, in one country", q(last) + "&country=SE");
        return queries;
    }

    private static String q(String typed) {
        return "q=" + URLEncoder.encode(typed, StandardCharsets.UTF_8);
    }
}
