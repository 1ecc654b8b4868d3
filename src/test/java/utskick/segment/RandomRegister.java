package utskick.segment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.ConsentState;
import utskick.kernel.Channel;

/// An invented register with nulls, empty texts and odd dates, in the database and as plain objects, and the meaning of
/// every criterion in plain Java over these: written for reading, to hold the SQL against.
final class RandomRegister {

    private record Point(
            Channel channel, String label, @Nullable String address, boolean reachable) {}

    private record Customer(
            long id,
            Map<Criterion.TextField, String> texts,
            String kind,
            @Nullable Long company,
            String language,
            String country,
            @Nullable Integer store,
            @Nullable Integer category,
            Set<Integer> groups,
            @Nullable Integer birthMonth,
            @Nullable Integer birthDay,
            @Nullable BigDecimal points,
            @Nullable BigDecimal balance,
            @Nullable LocalDate lastPurchase,
            Instant created,
            List<Point> contacts) {}

    /// The list of those picked by hand: every third.
    static final long HAND_LIST = 1;

    private record Line(String address, Channel channel, String purpose) {}

    private final List<Customer> customers;
    private final Map<Line, ConsentState> standings = new HashMap<>();
    private Instant now = Instant.EPOCH;

    RandomRegister(List<Customer> customers) {
        this.customers = customers;
    }

    static String text(Random random) {
        return List.of(
                        "", "Åsa", "åsa", "Anna", "ANNA B", "Łukasz", "Σοφία", "ΣΟΦΊΑ", "O'Hara", "a%b", "x_y", "1",
                        "07 ")
                .get(random.nextInt(13));
    }

    static RandomRegister fill(JdbcClient jdbc, Random random, int size, Instant now) {
        jdbc.sql("INSERT INTO customer.store (name) VALUES ('s1'), ('s2'), ('s3')")
                .update();
        jdbc.sql("""
                INSERT INTO customer.customer_group (kind, name)
                SELECT CASE WHEN i < 4 THEN 'category' ELSE 'group' END, 'g' || i FROM generate_series(1, 7) i
                """).update();
        var register = new RandomRegister(new ArrayList<>());
        register.now = now;
        for (int i = 0; i < size; i++) {
            register.insert(jdbc, register.invent(random, i));
        }
        jdbc.sql("INSERT INTO segment.hand_list (created_at) VALUES (now())").update();
        jdbc.sql("""
                INSERT INTO segment.hand_picked (list_id, customer_id, picked_by, picked_at)
                SELECT 1, customer_id, 'karin', now() FROM customer.profile WHERE customer_id % 3 = 0
                """).update();
        for (int i = 0; i < 60; i++) {
            for (Channel channel : Channel.values()) {
                for (String purpose : List.of("marketing", "service")) {
                    if (random.nextBoolean()) {
                        var state = ConsentState.values()[1 + random.nextInt(3)];
                        var address = address(channel, i);
                        register.standings.put(new Line(address, channel, purpose), state);
                        jdbc.sql("""
                                INSERT INTO consent.standing (address, channel, purpose, state, source, entry_id,
                                                              hash, at)
                                VALUES (:address, :channel, :purpose, :state, 'till', 0, '', now())
                                """)
                                .param("address", address)
                                .param("channel", channel.name())
                                .param("purpose", purpose)
                                .param("state", state.key())
                                .update();
                    }
                }
            }
        }
        return register;
    }

    List<Long> meeting(Criterion criterion) {
        return customers.stream()
                .filter(customer -> meets(customer, criterion))
                .map(Customer::id)
                .toList();
    }

    List<Long> some(Random random, int count) {
        return random.ints(count, 0, customers.size())
                .mapToObj(i -> customers.get(i).id())
                .toList();
    }

    /// One more customer with this birthday and last purchase, for a test of its own.
    long add(JdbcClient jdbc, int birthMonth, int birthDay, LocalDate lastPurchase) {
        return jdbc.sql("""
                INSERT INTO customer.customer (number, birth_month, birth_day, last_purchase, created_at, changed_at)
                VALUES ('extra', :month, :day, :last, now(), now()) RETURNING id
                """)
                .param("month", birthMonth)
                .param("day", birthDay)
                .param("last", lastPurchase)
                .query(Long.class)
                .single();
    }

    void remove(JdbcClient jdbc, long customer) {
        jdbc.sql("DELETE FROM customer.customer WHERE id = :id")
                .param("id", customer)
                .update();
    }

    private boolean meets(Customer c, Criterion criterion) {
        LocalDate today = LocalDate.ofInstant(now, TestSegments.ZONE);
        return switch (criterion) {
            case Criterion.Group(var join, var of, var except) ->
                (of.isEmpty()
                                || switch (join) {
                                    case ALL -> of.stream().allMatch(part -> meets(c, part));
                                    case ANY -> of.stream().anyMatch(part -> meets(c, part));
                                })
                        && (except == null || except.stream().noneMatch(part -> meets(c, part)));
            case Criterion.Category(var match, var ids) ->
                ids.contains(c.category()) == (match == Criterion.Match.ANY_OF);
            case Criterion.Store(var match, var ids) -> ids.contains(c.store()) == (match == Criterion.Match.ANY_OF);
            case Criterion.Membership(var match, var ids) ->
                switch (match) {
                    case ANY_OF -> ids.stream().anyMatch(c.groups()::contains);
                    case ALL_OF -> c.groups().containsAll(ids);
                    case NONE_OF -> ids.stream().noneMatch(c.groups()::contains);
                };
            case Criterion.Amount(var figure, var from, var to) -> {
                var value = figure == Criterion.Figure.POINTS ? c.points() : c.balance();
                yield value != null
                        && (from == null || value.compareTo(from) >= 0)
                        && (to == null || value.compareTo(to) <= 0);
            }
            case Criterion.Text text -> {
                String value = c.texts().getOrDefault(text.field(), "").toLowerCase(Locale.ROOT);
                var wanted = text.values().stream()
                        .map(v -> v.toLowerCase(Locale.ROOT))
                        .toList();
                yield switch (text.relation()) {
                    case IS -> wanted.contains(value);
                    case STARTS_WITH -> wanted.stream().anyMatch(value::startsWith);
                    case CONTAINS -> wanted.stream().anyMatch(value::contains);
                    case EMPTY -> value.isBlank();
                    case FILLED -> !value.isBlank();
                };
            }
            case Criterion.Recent(var field, var within, var days) ->
                within == between(date(c, field), today.minusDays(days), null);
            case Criterion.Dates(var field, var from, var to) -> between(date(c, field), from, to);
            case Criterion.Birthday(var days) ->
                IntStream.rangeClosed(0, days).mapToObj(today::plusDays).anyMatch(day -> bornOn(c, day));
            case Criterion.Language(var codes) -> codes.contains(c.language());
            case Criterion.Country(var codes) -> codes.contains(c.country());
            case Criterion.Kind(var kinds) ->
                kinds.contains(
                        c.kind().equals("company")
                                ? Criterion.CustomerKind.COMPANY
                                : c.company() != null ? Criterion.CustomerKind.CONTACT : Criterion.CustomerKind.PERSON);
            case Criterion.HasAddress address ->
                address.has()
                        == c.contacts().stream()
                                .anyMatch(point -> point.channel() == address.channel()
                                        && point.reachable()
                                        && (address.labels().isEmpty()
                                                || address.labels().contains(point.label())));
            case Criterion.Consent(var channel, var purpose, var states) ->
                c.contacts().stream()
                        .filter(point -> point.channel() == channel && point.address() != null)
                        .anyMatch(point -> states.contains(standings.getOrDefault(
                                new Line(String.valueOf(point.address()), channel, purpose.key()),
                                ConsentState.UNKNOWN)));
            case Criterion.OfCompany(var of) ->
                c.company() != null
                        && customers.stream().anyMatch(company -> company.id() == c.company() && meets(company, of));
            case Criterion.Customers(var ids) -> ids.contains(c.id());
            case Criterion.HandPicked(var list) -> list == HAND_LIST && c.id() % 3 == 0;
            case Criterion.InSegment(var id) -> throw new IllegalArgumentException("no saved selection " + id);
        };
    }

    private static @Nullable LocalDate date(Customer c, Criterion.DateField field) {
        return switch (field) {
            case LAST_PURCHASE -> c.lastPurchase();
            case CREATED -> LocalDate.ofInstant(c.created(), TestSegments.ZONE);
        };
    }

    private static boolean between(@Nullable LocalDate date, @Nullable LocalDate from, @Nullable LocalDate to) {
        return date != null && (from == null || !date.isBefore(from)) && (to == null || !date.isAfter(to));
    }

    private static boolean bornOn(Customer c, LocalDate day) {
        if (c.birthMonth() == null || c.birthDay() == null) {
            return false;
        }
        boolean leapling = c.birthMonth() == 2 && c.birthDay() == 29 && !day.isLeapYear();
        return day.getMonthValue() == c.birthMonth() && day.getDayOfMonth() == (leapling ? 28 : c.birthDay());
    }

    private Customer invent(Random random, int i) {
        boolean company = i < 20;
        var birthday = LocalDate.of(2024, 2, 27).plusDays(random.nextInt(60));
        boolean hasBirthday = random.nextInt(3) > 0;
        var texts = new EnumMap<Criterion.TextField, String>(Criterion.TextField.class);
        texts.put(Criterion.TextField.NUMBER, "%05d".formatted(i));
        texts.put(Criterion.TextField.FIRST_NAME, text(random));
        texts.put(Criterion.TextField.LAST_NAME, text(random));
        texts.put(Criterion.TextField.COMPANY_NAME, company ? text(random) + i : "");
        texts.put(Criterion.TextField.POSTCODE, random.nextBoolean() ? "" : "218 3" + random.nextInt(3));
        texts.put(Criterion.TextField.CITY, text(random));
        Long employer = company || random.nextBoolean()
                ? null
                : customers.get(random.nextInt(20)).id();
        if (employer != null) {
            customers.stream()
                    .filter(other -> other.id() == employer)
                    .forEach(other -> texts.put(
                            Criterion.TextField.COMPANY_NAME,
                            String.valueOf(other.texts().get(Criterion.TextField.COMPANY_NAME))));
        }
        texts.put(
                Criterion.TextField.NAME,
                company
                        ? String.valueOf(texts.get(Criterion.TextField.COMPANY_NAME))
                        : stripSpaces(texts.get(Criterion.TextField.FIRST_NAME) + " "
                                + texts.get(Criterion.TextField.LAST_NAME)));
        Set<Integer> groups = new HashSet<>();
        random.ints(random.nextInt(4), 4, 8).forEach(groups::add);
        List<Point> points = new ArrayList<>();
        for (int p = 0; p < random.nextInt(4); p++) {
            var channel = Channel.values()[random.nextInt(2)];
            String address = random.nextInt(5) == 0 ? null : address(channel, random.nextInt(60));
            points.add(new Point(
                    channel,
                    random.nextBoolean() ? "work" : "home",
                    address,
                    address != null && random.nextInt(4) > 0));
        }
        return new Customer(
                0,
                texts,
                company ? "company" : "person",
                employer,
                List.of("sv", "fi", "el").get(random.nextInt(3)),
                List.of("SE", "GR").get(random.nextInt(2)),
                random.nextInt(3) == 0 ? null : 1 + random.nextInt(3),
                random.nextInt(3) == 0 ? null : 1 + random.nextInt(3),
                groups,
                hasBirthday ? birthday.getMonthValue() : null,
                hasBirthday ? birthday.getDayOfMonth() : null,
                random.nextInt(4) == 0 ? null : BigDecimal.valueOf(random.nextInt(200_000), 2),
                random.nextInt(4) == 0 ? null : BigDecimal.valueOf(random.nextInt(-50_000, 100_000), 2),
                random.nextInt(4) == 0
                        ? null
                        : LocalDate.ofInstant(now, TestSegments.ZONE).minus(Period.ofDays(random.nextInt(40))),
                now.minus(Duration.ofMinutes(random.nextInt(40 * 24 * 60))),
                points);
    }

    private void insert(JdbcClient jdbc, Customer c) {
        long id = jdbc.sql("""
                INSERT INTO customer.customer (number, kind, first_name, last_name, company_name, company_id, language,
                    country, store_id, category_id, postcode, city, birth_month, birth_day, points, balance,
                    last_purchase, created_at, changed_at)
                VALUES (:number, :kind, :first, :last, :company_name, :company, :language, :country, :store, :category,
                    :postcode, :city, :month, :day, :points, :balance, :purchase, :created::timestamptz, now())
                RETURNING id
                """)
                .param("number", c.texts().get(Criterion.TextField.NUMBER))
                .param("kind", c.kind())
                .param("first", c.texts().get(Criterion.TextField.FIRST_NAME))
                .param("last", c.texts().get(Criterion.TextField.LAST_NAME))
                .param(
                        "company_name",
                        c.kind().equals("company") ? c.texts().get(Criterion.TextField.COMPANY_NAME) : "")
                .param("company", c.company())
                .param("language", c.language())
                .param("country", c.country())
                .param("store", c.store())
                .param("category", c.category())
                .param("postcode", c.texts().get(Criterion.TextField.POSTCODE))
                .param("city", c.texts().get(Criterion.TextField.CITY))
                .param("month", c.birthMonth())
                .param("day", c.birthDay())
                .param("points", c.points())
                .param("balance", c.balance())
                .param("purchase", c.lastPurchase())
                .param("created", c.created().toString())
                .query(Long.class)
                .single();
        for (int group : c.groups()) {
            jdbc.sql("INSERT INTO customer.membership VALUES (:id, :group)")
                    .param("id", id)
                    .param("group", group)
                    .update();
        }
        int position = 0;
        for (Point point : c.contacts()) {
            jdbc.sql("""
                    INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable,
                                                        position)
                    VALUES (:id, :channel, :label, '', :address, :reachable, :position)
                    """)
                    .param("id", id)
                    .param("channel", point.channel().name())
                    .param("label", point.label())
                    .param("address", point.address())
                    .param("reachable", point.reachable())
                    .param("position", position++)
                    .update();
        }
        customers.add(new Customer(
                id,
                c.texts(),
                c.kind(),
                c.company(),
                c.language(),
                c.country(),
                c.store(),
                c.category(),
                c.groups(),
                c.birthMonth(),
                c.birthDay(),
                c.points(),
                c.balance(),
                c.lastPurchase(),
                c.created(),
                c.contacts()));
    }

    private static String address(Channel channel, int i) {
        return switch (channel) {
            case SMS -> "+4670174%04d".formatted(i);
            case EMAIL -> "p%d@example.se".formatted(i);
        };
    }

    /// What `btrim` takes off: spaces.
    private static String stripSpaces(String text) {
        return text.replaceAll("^ +| +$", "");
    }
}
