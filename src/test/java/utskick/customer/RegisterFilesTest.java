package utskick.customer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.i18n.phonenumbers.NumberParseException;
import com.google.i18n.phonenumbers.PhoneNumberUtil;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import utskick.testing.Database;

/// Every register file gives exactly the figures that its `expected.json` says. `UTSKICK_REGISTERS=DIR` reads another
/// folder of the same form, its sub-folders included.
class RegisterFilesTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T09:00:00Z"), ZoneOffset.UTC);
    private static final PhoneNumberUtil PLANS = PhoneNumberUtil.getInstance();

    static Stream<Path> files() throws IOException {
        var folder = System.getenv("UTSKICK_REGISTERS");
        try (var files = Files.walk(folder == null ? Path.of("src/test/resources/registers") : Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".expected.json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void a_register_file_gives_exactly_what_it_should(Path expectedFile) throws Exception {
        var expected = JsonMapper.shared().readTree(Files.readString(expectedFile));
        var file = expectedFile.resolveSibling(expected.get("file").asString());
        var given = expected.path("import");
        var settings = new ImportSettings(
                given.path("country").asString("SE"),
                given.path("language").asString("sv"),
                given.path("currency").asString("SEK"));
        var jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql("TRUNCATE customer.customer, customer.store, customer.customer_group CASCADE")
                .update();
        var imports = new Imports(
                database.dataSource(),
                database.transaction(),
                new ImportStore(jdbc),
                new RecordingConsents(jdbc),
                CLOCK);
        if (expected.has("outcomes")) {
            new HostileFile(expected, jdbc).check(imports, file, settings);
            return;
        }
        var staged = imports.stage(file, "a file", imports.open(file), settings, "test");
        imports.apply(staged);
        if (expected.has("companies")) {
            check(expected.get("companies"), staged.parts().get(0), jdbc, file);
            check(expected.get("contacts"), staged.parts().get(1), jdbc, file);
        } else if (expected.has("cells")) {
            checkCells(expected, jdbc);
        } else {
            check(expected, staged.parts().getFirst(), jdbc, file);
        }
        var again = imports.apply(imports.stage(file, "a file", imports.open(file), settings, "test"));
        assertThat(again.counts().added()).as("new in the second import").isZero();
        assertThat(again.counts().changed()).as("changed in the second import").isZero();
    }

    private static void check(JsonNode expected, Imports.Part part, JdbcClient jdbc, Path file) {
        var soft = new SoftAssertions();
        var figures = new Figures(jdbc, part, soft);
        checkColumns(expected.path("columns"), part.table(), soft);
        checkForm(expected.path("format"), part.table().form(), soft);
        figures.rows(expected);
        figures.problems(expected);
        if (expected.has("phones")) {
            figures.phones(expected.get("phones"));
        }
        if (expected.has("emails")) {
            figures.emails(expected.get("emails"));
        }
        figures.consents(expected);
        figures.names(expected);
        figures.sums(expected.path("sums"));
        figures.digests(expected.path("digests"));
        figures.samples(expected.path("samples"));
        soft.assertAll();
    }

    private static void checkColumns(JsonNode columns, RegisterFile.Table table, SoftAssertions soft) {
        for (var column : columns.properties()) {
            int index = table.headings().indexOf(CellText.clean(column.getKey()));
            soft.assertThat(index).as("column " + column.getKey()).isNotNegative();
            if (index >= 0) {
                soft.assertThat(sameUse(
                                column.getValue().asString(), table.uses().get(index)))
                        .as(
                                "%s is %s, taken for %s",
                                column.getKey(),
                                column.getValue(),
                                table.uses().get(index).key())
                        .isTrue();
            }
        }
    }

    private static boolean sameUse(String expected, ColumnUse use) {
        return switch (expected) {
            case "level" -> use.field() == Field.CATEGORY;
            case "address" -> use.field() == Field.STREET;
            case "sensitive:nationalId" -> use.field() == Field.NATIONAL_ID;
            case "ignore" -> use.field() == Field.IGNORE || use.field() == Field.CUSTOM;
            default -> {
                if (expected.startsWith("custom")) {
                    yield use.field() == Field.CUSTOM;
                }
                if (expected.startsWith("phone:")) {
                    yield use.field() == Field.PHONE;
                }
                var key = new StringBuilder();
                for (char c : expected.toCharArray()) {
                    key.append(Character.isUpperCase(c) ? "_" + Character.toLowerCase(c) : String.valueOf(c));
                }
                yield use.key().equals(key.toString());
            }
        };
    }

    private static void checkForm(JsonNode format, FileForm form, SoftAssertions soft) {
        if (format.has("encoding")) {
            soft.assertThat(form.charset().name().toLowerCase(Locale.ROOT))
                    .as("encoding")
                    .isEqualTo(format.get("encoding").asString());
        }
        if (format.has("separator")) {
            soft.assertThat(String.valueOf(form.separator()))
                    .as("separator")
                    .isEqualTo(format.get("separator").asString());
        }
        if (format.has("headerLine")) {
            soft.assertThat(form.headerLine())
                    .as("header line")
                    .isEqualTo(format.get("headerLine").asInt());
        }
        if (format.has("decimalMark")) {
            soft.assertThat(String.valueOf(form.decimalMark()))
                    .as("decimal mark")
                    .isEqualTo(format.get("decimalMark").asString());
        }
    }

    private static void checkCells(JsonNode expected, JdbcClient jdbc) {
        var soft = new SoftAssertions();
        soft.assertThat(jdbc.sql("SELECT count(*) FROM customer.customer")
                        .query(Integer.class)
                        .single())
                .as("imported")
                .isEqualTo(expected.at("/rows/imported").asInt());
        for (var cell : expected.get("cells")) {
            var found = jdbc.sql("""
                    SELECT p.address FROM customer.contact_point p JOIN customer.customer c ON c.id = p.customer_id
                    WHERE c.number = :number AND p.address IS NOT NULL
                    """)
                    .param("number", cell.get("number").asString())
                    .query(String.class)
                    .optional()
                    .orElse(null);
            var accepted = new ArrayList<@Nullable String>();
            cell.get("accept").forEach(value -> accepted.add(value.isNull() ? null : value.asString()));
            soft.assertThat(accepted).as(cell.get("why").asString()).contains(found);
        }
        soft.assertAll();
    }

    /// The figures of one table, from its staging tables and the register.
    private record Figures(JdbcClient jdbc, Imports.Part part, SoftAssertions soft) {

        private static final String IMPORTED = "('new', 'changed', 'unchanged')";

        void rows(JsonNode expected) {
            var counts = jdbc.sql("""
                    SELECT coalesce(r.fault, m.outcome) AS what, count(*) AS times
                    FROM customer.staged_row_%d r LEFT JOIN customer.staged_match_%d m ON m.line = r.line GROUP BY 1
                    """.formatted(part.id(), part.id()));
            var by = new TreeMap<String, Integer>();
            counts.query(row -> {
                by.put(row.getString("what"), row.getInt("times"));
            });
            int imported = by.getOrDefault("new", 0);
            int repeated = by.getOrDefault("repeated", 0);
            by.remove("new");
            by.remove("repeated");
            var rows = expected.get("rows");
            int rejected = by.values().stream().mapToInt(Integer::intValue).sum();
            soft.assertThat(imported)
                    .as("imported")
                    .isEqualTo(rows.get("imported").asInt());
            soft.assertThat(repeated)
                    .as("repeated")
                    .isEqualTo(rows.path("repeated").asInt(0));
            soft.assertThat(rejected)
                    .as("rejected")
                    .isEqualTo(rows.path("rejected").asInt(0));
            soft.assertThat(part.blank())
                    .as("blank")
                    .isEqualTo(rows.path("blank").asInt(0));
            soft.assertThat(imported + repeated + rejected + part.blank())
                    .as("data")
                    .isEqualTo(rows.get("data").asInt());
            soft.assertThat(by).as("rejected by reason").isEqualTo(map(expected.path("rejectedBy")));
            var listed = expected.path("rejectedRows");
            var found = new ImportStore(jdbc).findings.rejected(part.id(), Math.max(listed.size(), 1));
            for (int i = 0; i < listed.size() && i < found.size(); i++) {
                var row = listed.get(i);
                soft.assertThat(found.get(i).line() + " " + found.get(i).record() + " "
                                + found.get(i).reason() + " " + found.get(i).number())
                        .as("rejected row")
                        .isEqualTo(row.get("line").asInt() + " "
                                + row.get("record").asInt() + " "
                                + row.get("reason").asString() + " "
                                + (row.get("number").isNull()
                                        ? null
                                        : row.get("number").asString()));
            }
            soft.assertThat(found).as("rejected rows").hasSizeGreaterThanOrEqualTo(listed.size());
        }

        void problems(JsonNode expected) {
            if (expected.has("cellProblems")) {
                soft.assertThat(new TreeMap<>(new ImportStore(jdbc).findings.problemCounts(part.id())))
                        .as("problems of cells")
                        .isEqualTo(map(expected.get("cellProblems")));
            }
        }

        void phones(JsonNode expected) {
            var types = new TreeMap<String, Integer>();
            var countries = new TreeMap<String, Integer>();
            int[] valid = new int[1];
            jdbc.sql(points("SMS", "p.address, p.reachable")).query(row -> {
                valid[0]++;
                try {
                    var number = PLANS.parse(row.getString("address"), "ZZ");
                    var type = PLANS.getNumberType(number);
                    types.merge(type.name(), 1, Integer::sum);
                    countries.merge(PLANS.getRegionCodeForNumber(number), 1, Integer::sum);
                    boolean sms = type == PhoneNumberUtil.PhoneNumberType.MOBILE
                            || type == PhoneNumberUtil.PhoneNumberType.FIXED_LINE_OR_MOBILE;
                    soft.assertThat(row.getBoolean("reachable")).isEqualTo(sms);
                } catch (NumberParseException e) {
                    throw new AssertionError(row.getString("address"), e);
                }
            });
            soft.assertThat(valid[0])
                    .as("valid phones")
                    .isEqualTo(expected.get("valid").asInt());
            soft.assertThat(types).as("phones by type").isEqualTo(map(expected.get("byType")));
            soft.assertThat(countries).as("phones by country").isEqualTo(map(expected.get("byCountry")));
            soft.assertThat(one("SELECT count(DISTINCT address) FROM (" + points("SMS", "p.address, p.reachable")
                            + ") x WHERE reachable"))
                    .as("distinct for SMS")
                    .isEqualTo(expected.get("distinctForSms").asInt());
            soft.assertThat(one("SELECT count(*) FROM (SELECT line, address FROM (" + points("SMS", "p.line, p.address")
                            + ") x GROUP BY 1, 2 HAVING count(*) > 1) y"))
                    .as("same number in two cells")
                    .isEqualTo(expected.get("sameNumberInTwoCells").asInt());
            soft.assertThat(several("SMS"))
                    .as("numbers of several customers")
                    .isEqualTo(expected.get("numbersOfSeveralCustomers").asInt());
        }

        void emails(JsonNode expected) {
            soft.assertThat(one("SELECT count(*) FROM (" + points("EMAIL", "p.address") + ") x"))
                    .as("valid addresses")
                    .isEqualTo(expected.get("valid").asInt());
            soft.assertThat(one("SELECT count(DISTINCT address) FROM (" + points("EMAIL", "p.address") + ") x"))
                    .as("distinct addresses")
                    .isEqualTo(expected.get("distinct").asInt());
            soft.assertThat(several("EMAIL"))
                    .as("addresses of several customers")
                    .isEqualTo(expected.get("addressesOfSeveralCustomers").asInt());
        }

        void consents(JsonNode expected) {
            for (var channel : List.of("sms", "email")) {
                var consent = expected.path("consent").path(channel);
                if (!consent.isMissingNode()) {
                    soft.assertThat(groupedRows("coalesce(r.%s_state, 'unknown')".formatted(channel)))
                            .as("consent by " + channel)
                            .isEqualTo(map(consent));
                }
                var marketing = expected.path("marketing").path(channel);
                if (!marketing.isMissingNode()) {
                    soft.assertThat(waterfall(channel))
                            .as("marketing by " + channel)
                            .containsAllEntriesOf(map(marketing));
                }
            }
            if (expected.has("excluded")) {
                var excluded = grouped(
                        "CASE WHEN c.protected THEN 'protected' ELSE c.status END",
                        "c.protected OR c.status <> 'active'");
                soft.assertThat(excluded).as("excluded").isEqualTo(map(expected.get("excluded")));
            }
        }

        void names(JsonNode expected) {
            var category = expected.has("levels") ? "levels" : "categories";
            if (expected.has(category)) {
                soft.assertThat(grouped("p.category", "p.category IS NOT NULL"))
                        .as(category)
                        .isEqualTo(map(expected.get(category)));
            }
            if (expected.has("stores")) {
                soft.assertThat(grouped("p.store", "p.store IS NOT NULL"))
                        .as("stores")
                        .isEqualTo(map(expected.get("stores")));
            }
            if (expected.has("languages")) {
                soft.assertThat(groupedRows("r.language", "r.language IS NOT NULL"))
                        .as("languages")
                        .isEqualTo(map(expected.get("languages")));
            }
            if (expected.has("groups")) {
                var groups = new TreeMap<String, Integer>();
                jdbc.sql("""
                        SELECT b.group_name, count(*) AS times
                        FROM customer.staged_match_%d m JOIN customer.member b ON b.customer_id = m.customer_id
                        WHERE m.outcome IN %s GROUP BY 1
                        """.formatted(part.id(), IMPORTED)).query(row -> {
                    groups.put(row.getString("group_name"), row.getInt("times"));
                });
                soft.assertThat(groups).as("groups").isEqualTo(map(expected.get("groups")));
            }
            if (expected.has("companyLinks")) {
                soft.assertThat(grouped(
                                "CASE WHEN c.company_id IS NOT NULL THEN 'linked' WHEN r.company_number = ''"
                                        + " THEN 'noCompany' ELSE 'companyNotFound' END",
                                "true"))
                        .as("links to companies")
                        .isEqualTo(map(expected.get("companyLinks")));
            }
        }

        void sums(JsonNode expected) {
            for (var field : List.of("points", "balance")) {
                if (expected.has(field)) {
                    var sum = jdbc.sql("SELECT coalesce(sum(c.%s), 0) FROM %s".formatted(field, customers()))
                            .query(BigDecimal.class)
                            .single();
                    soft.assertThat(sum)
                            .as("sum of " + field)
                            .isEqualByComparingTo(expected.get(field).asString());
                    var rows = expected.get(
                            "rowsWith" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1));
                    soft.assertThat(one("SELECT count(c.%s) FROM %s".formatted(field, customers())))
                            .as("rows with " + field)
                            .isEqualTo(rows.asInt());
                }
            }
        }

        void digests(JsonNode expected) {
            for (var channel : List.of("SMS", "EMAIL")) {
                var digest = expected.path(channel.toLowerCase(Locale.ROOT));
                if (!digest.isMissingNode()) {
                    soft.assertThat(digest(channel)).as("digest of " + channel).isEqualTo(digest.asString());
                }
            }
        }

        void samples(JsonNode samples) {
            for (var sample : samples) {
                sample(sample);
            }
        }

        private void sample(JsonNode sample) {
            int line = sample.get("line").asInt();
            var expected = sample.get("expected");
            var at = "line " + line + " " + sample.get("shows");
            if (!expected.path("outcome").asString("").equals("imported")) {
                return;
            }
            var found = jdbc.sql("""
                    SELECT c.*, p.store, p.category, k.number AS company,
                           r.sms_state, r.sms_at, r.email_state, r.email_at, r.language AS row_language
                    FROM customer.staged_row_%d r
                    JOIN customer.staged_match_%d m ON m.line = r.line
                    JOIN customer.customer c ON c.id = m.customer_id
                    JOIN customer.profile p ON p.customer_id = c.id
                    LEFT JOIN customer.customer k ON k.id = c.company_id
                    WHERE r.line = :line AND m.outcome IN %s
                    """.formatted(part.id(), part.id(), IMPORTED))
                    .param("line", line)
                    .query()
                    .listOfRows();
            soft.assertThat(found).as(at).hasSize(1);
            if (found.isEmpty()) {
                return;
            }
            var row = found.getFirst();
            for (var field : Map.of(
                            "number", "number",
                            "firstName", "first_name",
                            "lastName", "last_name",
                            "companyName", "company_name",
                            "taxId", "tax_id",
                            "postcode", "postcode",
                            "city", "city",
                            "nameDay", "name_day",
                            "store", "store",
                            "category", "category")
                    .entrySet()) {
                if (expected.has(field.getKey())) {
                    soft.assertThat(row.get(field.getValue()))
                            .as(at + " " + field.getKey())
                            .isEqualTo(expected.get(field.getKey()).asString());
                }
            }
            if (expected.has("level")) {
                soft.assertThat(row.get("category"))
                        .as(at)
                        .isEqualTo(expected.get("level").asString());
            }
            if (expected.has("kind")) {
                soft.assertThat(row.get("kind"))
                        .as(at)
                        .isEqualTo(expected.get("kind").asString());
            }
            if (expected.has("street")) {
                soft.assertThat(row.get("street"))
                        .as(at)
                        .isEqualTo(expected.get("street").asString());
            }
            if (expected.has("address")) {
                soft.assertThat(row.get("street"))
                        .as(at)
                        .isEqualTo(expected.get("address").asString());
            }
            if (expected.has("language")) {
                soft.assertThat(row.get("row_language"))
                        .as(at)
                        .isEqualTo(expected.get("language").asString());
            }
            for (var number : List.of("points", "balance")) {
                var value = (BigDecimal) row.get(number);
                if (expected.has(number)) {
                    soft.assertThat(value)
                            .as(at + " " + number)
                            .isEqualByComparingTo(expected.get(number).asString());
                } else {
                    soft.assertThat(value).as(at + " " + number).isNull();
                }
            }
            if (expected.has("lastPurchase")) {
                soft.assertThat(String.valueOf(row.get("last_purchase")))
                        .as(at)
                        .isEqualTo(expected.get("lastPurchase").asString());
            }
            if (expected.has("birthday")) {
                var year = row.get("birth_year");
                soft.assertThat("%s-%2s-%2s"
                                .formatted(year == null ? "-" : year, row.get("birth_month"), row.get("birth_day"))
                                .replace(' ', '0'))
                        .as(at)
                        .isEqualTo(expected.get("birthday").asString());
            }
            samplePhones(expected, line, at);
            sampleProblems(expected, line, at);
            for (var channel : List.of("sms", "email")) {
                var consent = expected.path("consent").path(channel);
                if (!consent.isMissingNode()) {
                    soft.assertThat(row.get(channel + "_state"))
                            .as(at + " consent " + channel)
                            .isEqualTo(consent.get("state").asString());
                    soft.assertThat(java.util.Objects.toString(row.get(channel + "_at"), ""))
                            .as(at + " date of consent " + channel)
                            .isEqualTo(consent.path("date").asString(""));
                }
            }
        }

        private void samplePhones(JsonNode expected, int line, String at) {
            if (expected.has("phones")) {
                var wanted = new ArrayList<String>();
                for (var phone : expected.get("phones")) {
                    if (!phone.get("e164").isNull() || phone.has("problem")) {
                        wanted.add(
                                phone.get("e164").isNull()
                                        ? phone.get("problem").asString()
                                        : phone.get("e164").asString() + " "
                                                + phone.get("sms").asBoolean());
                    }
                }
                soft.assertThat(jdbc.sql("""
                        SELECT coalesce(problem, address || CASE WHEN reachable THEN ' true' ELSE ' false' END)
                        FROM customer.staged_point_%d WHERE line = :line AND channel = 'SMS' ORDER BY position
                        """.formatted(part.id()))
                                .param("line", line)
                                .query(String.class)
                                .list())
                        .as(at + " phones")
                        .isEqualTo(wanted);
            }
            if (expected.has("email")) {
                soft.assertThat(jdbc.sql("""
                        SELECT address FROM customer.staged_point_%d
                        WHERE line = :line AND channel = 'EMAIL' AND address IS NOT NULL
                        """.formatted(part.id()))
                                .param("line", line)
                                .query(String.class)
                                .optional()
                                .orElse(null))
                        .as(at + " e-mail")
                        .isEqualTo(
                                expected.get("email").isNull()
                                        ? null
                                        : expected.get("email").asString());
            }
        }

        private void sampleProblems(JsonNode expected, int line, String at) {
            var wanted = new ArrayList<String>();
            for (var problem : expected.path("problems")) {
                wanted.add(CellText.clean(problem.get("column").asString()) + " "
                        + problem.get("problem").asString());
            }
            soft.assertThat(jdbc.sql(
                                    "SELECT heading || ' ' || problem FROM customer.staged_problem_%d WHERE line = :line"
                                            .formatted(part.id()))
                            .param("line", line)
                            .query(String.class)
                            .list())
                    .as(at + " problems")
                    .containsExactlyInAnyOrderElementsOf(wanted);
        }

        /// Who gets a marketing mailing, by the reasons of those who do not, in their order.
        private Map<String, Integer> waterfall(String channel) {
            var figures = new TreeMap<String, Integer>();
            jdbc.sql("""
                    WITH points AS (
                        SELECT p.line, (array_agg(p.address ORDER BY p.position) FILTER (WHERE p.reachable))[1] AS address
                        FROM customer.staged_point_%2$d p
                        WHERE p.channel = upper('%1$s') AND p.address IS NOT NULL
                        GROUP BY p.line
                    ), rows AS (
                        SELECT r.line, coalesce(r.%1$s_state, 'unknown') AS state, c.protected OR c.status <> 'active' AS out,
                               p.line IS NOT NULL AS any_point, p.address
                        FROM customer.staged_row_%2$d r
                        JOIN customer.staged_match_%2$d m ON m.line = r.line AND m.outcome IN %3$s
                        JOIN customer.customer c ON c.id = m.customer_id
                        LEFT JOIN points p ON p.line = r.line
                    ), noes AS (
                        SELECT DISTINCT p.address
                        FROM rows r
                        JOIN customer.staged_point_%2$d p ON p.line = r.line AND p.channel = upper('%1$s')
                        WHERE r.state IN ('refused', 'withdrawn') AND p.address IS NOT NULL
                    ), reasons AS (
                        SELECT r.line, r.address,
                               CASE WHEN r.state <> 'given' THEN 'noConsent'
                                    WHEN r.out THEN 'excluded'
                                    WHEN NOT r.any_point THEN 'noAddress'
                                    WHEN r.address IS NULL THEN 'notMobile'
                                    WHEN r.address IN (SELECT address FROM noes) THEN 'anotherRowSaysNo'
                                    ELSE 'left' END AS reason
                        FROM rows r
                    ), ranked AS (
                        SELECT CASE WHEN reason = 'left'
                                     AND row_number() OVER (PARTITION BY reason, address ORDER BY line) > 1
                                    THEN 'sameAddressTwice' ELSE reason END AS reason
                        FROM reasons
                    )
                    SELECT reason, count(*) AS times FROM ranked GROUP BY reason
                    UNION ALL SELECT 'imported', count(*) FROM rows
                    """.formatted(channel, part.id(), IMPORTED)).query(row -> {
                figures.put(row.getString("reason"), row.getInt("times"));
            });
            for (var reason : List.of(
                    "noConsent",
                    "excluded",
                    "noAddress",
                    "notMobile",
                    "anotherRowSaysNo",
                    "sameAddressTwice",
                    "left")) {
                figures.putIfAbsent(reason, 0);
            }
            return figures;
        }

        private String digest(String channel) {
            var lines = new ArrayList<byte[]>();
            jdbc.sql("SELECT DISTINCT r.number, p.address FROM customer.staged_row_%d r".formatted(part.id())
                            + " JOIN customer.staged_match_%d m ON m.line = r.line".formatted(part.id())
                            + " JOIN customer.contact_point p ON p.customer_id = m.customer_id"
                            + " WHERE m.outcome IN " + IMPORTED + " AND p.reachable AND p.channel = :channel")
                    .param("channel", channel)
                    .query(row -> {
                        lines.add((row.getString("number") + "\t" + row.getString("address") + "\n")
                                .getBytes(StandardCharsets.UTF_8));
                    });
            lines.sort(java.util.Arrays::compareUnsigned);
            try {
                var digest = MessageDigest.getInstance("SHA-256");
                lines.forEach(digest::update);
                return HexFormat.of().formatHex(digest.digest());
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new AssertionError(e);
            }
        }

        private String customers() {
            return "customer.staged_row_%d r JOIN customer.staged_match_%d m ON m.line = r.line AND m.outcome IN %s"
                            .formatted(part.id(), part.id(), IMPORTED)
                    + " JOIN customer.customer c ON c.id = m.customer_id"
                    + " JOIN customer.profile p ON p.customer_id = c.id";
        }

        private Map<String, Integer> grouped(String expression, String condition) {
            var figures = new TreeMap<String, Integer>();
            jdbc.sql("SELECT %s AS what, count(*) AS times FROM %s WHERE %s GROUP BY 1"
                            .formatted(expression, customers(), condition))
                    .query(row -> {
                        figures.put(row.getString("what"), row.getInt("times"));
                    });
            return figures;
        }

        private Map<String, Integer> groupedRows(String expression) {
            return grouped(expression, "true");
        }

        private Map<String, Integer> groupedRows(String expression, String condition) {
            return grouped(expression, condition);
        }

        private String points(String channel, String columns) {
            return "SELECT %s FROM customer.staged_point_%d p JOIN customer.staged_match_%d m ON m.line = p.line"
                            .formatted(columns, part.id(), part.id())
                    + " WHERE m.outcome IN %s AND p.channel = '%s' AND p.address IS NOT NULL"
                            .formatted(IMPORTED, channel);
        }

        private int several(String channel) {
            return one("SELECT count(*) FROM (SELECT address FROM (" + points(channel, "p.line, p.address, p.reachable")
                    + ") x" + (channel.equals("SMS") ? " WHERE reachable" : "")
                    + " GROUP BY address HAVING count(DISTINCT line) > 1) y");
        }

        private int one(String sql) {
            return jdbc.sql(sql).query(Integer.class).single();
        }
    }

    /// A file that tries to break an import, for which more than one result is sound.
    private record HostileFile(JsonNode expected, JdbcClient jdbc) {

        void check(Imports imports, Path file, ImportSettings settings) {
            var outcomes = new ArrayList<JsonNode>();
            expected.get("outcomes").forEach(outcomes::add);
            boolean mayRefuse = outcomes.stream().anyMatch(outcome -> is(outcome, "refused"));
            int registered;
            try {
                var staged = imports.stage(file, "a file", imports.open(file), settings, "test");
                registered = imports.apply(staged).counts().imported();
            } catch (ImportRefused refused) {
                assertThat(mayRefuse).as("refused: " + refused.reason()).isTrue();
                assertThat(customers()).as("customers of a refused file").isZero();
                return;
            }
            assertThat(customers()).isEqualTo(registered);
            assertThat(outcomes.stream()
                            .filter(outcome -> is(outcome, "imported") || is(outcome, "partly"))
                            .anyMatch(outcome -> !outcome.has("imported")
                                    || outcome.get("imported").asInt() == registered))
                    .as(registered + " imported, sound: " + outcomes)
                    .isTrue();
        }

        private int customers() {
            return jdbc.sql("SELECT count(*) FROM customer.customer")
                    .query(Integer.class)
                    .single();
        }

        private static boolean is(JsonNode outcome, String result) {
            return outcome.get("result").asString().equals(result);
        }
    }

    private static Map<String, Integer> map(JsonNode node) {
        var map = new TreeMap<String, Integer>();
        node.properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asInt()));
        return map;
    }
}
