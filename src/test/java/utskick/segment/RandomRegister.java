package utskick.segment;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
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
import tools.jackson.databind.json.JsonMapper;
import utskick.consent.ConsentState;
import utskick.kernel.Channel;
import utskick.segment.Criterion.OwnField;

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
            List<Point> contacts,
            String nameDay,
            Map<String, Object> own) {}

    /// The list of those picked by hand: every third.
    static final long HAND_LIST = 1;

    /// A field of the shop's own of each kind.
    static final List<String> OWN = List.of("own_text", "own_number", "own_date", "own_choice", "own_yes_no");

    /// Two files that came in and one that was taken back.
    static final int IMPORTS = 3;

    private record Line(String address, Channel channel, String purpose) {}

    /// @param delivery null where nothing is known of it
    private record Message(
            long customer,
            int campaign,
            String kind,
            Channel channel,
            String address,
            String state,
            @Nullable String delivery,
            Instant at) {}

    private record Reply(String sender, Instant at) {}

    private record Click(long customer, long campaign) {}

    private final List<Customer> customers;
    private final Map<Line, ConsentState> standings = new HashMap<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<Reply> replies = new ArrayList<>();
    private final Set<Click> clicks = new HashSet<>();
    private Instant now = Instant.EPOCH;
    private ZoneId zone = TestSegments.ZONE;

    RandomRegister(List<Customer> customers) {
        this.customers = customers;
    }

    static String text(Random random) {
        return List.of(
                        "", "Åsa", "åsa", "Asa", "Anna", "ANNA B", "Łukasz", "Σοφία", "ΣΟΦΊΑ", "Σοφια", "Νίκος",
                        "ΝΙΚΟΣ", "O'Hara", "a%b", "x_y", "1", "07 ", "\\", " ")
                .get(random.nextInt(19));
    }

    static RandomRegister fill(JdbcClient jdbc, Random random, int size, Instant now) {
        return fill(jdbc, random, size, now, TestSegments.ZONE);
    }

    /// Another register in the place of the one before.
    static RandomRegister refill(JdbcClient jdbc, Random random, int size, Instant now, ZoneId zone) {
        jdbc.sql("""
                TRUNCATE customer.customer, customer.store, customer.customer_group, customer.contact_point,
                    consent.standing, consent.inbound, consent.reach, consent.touched, segment.segment, segment.hand_list, dispatch.batch,
                    dispatch.recipient, dispatch.slice, dispatch.outcome, dispatch.delivery, campaign.campaign,
                    link.target, link.hit, customer.custom_field, customer.import_run, customer.imported_part
                    RESTART IDENTITY CASCADE
                """).update();
        return fill(jdbc, random, size, now, zone);
    }

    private static RandomRegister fill(JdbcClient jdbc, Random random, int size, Instant now, ZoneId zone) {
        jdbc.sql("INSERT INTO customer.store (name) VALUES ('s1'), ('s2'), ('s3')")
                .update();
        jdbc.sql("""
                INSERT INTO customer.customer_group (kind, name)
                SELECT CASE WHEN i < 4 THEN 'category' ELSE 'group' END, 'g' || i FROM generate_series(1, 7) i
                """).update();
        jdbc.sql("""
                INSERT INTO customer.custom_field (key, kind, names, choices)
                SELECT 'own_' || k, k, '{"en": "Own"}', CASE k WHEN 'choice' THEN '{red,blue}'::text[] ELSE '{}' END
                FROM unnest(ARRAY['text', 'number', 'date', 'choice', 'yes_no']) AS k
                """).update();
        var register = new RandomRegister(new ArrayList<>());
        register.now = now;
        register.zone = zone;
        for (int i = 0; i < size; i++) {
            register.insert(jdbc, register.invent(random, i));
        }
        jdbc.sql("INSERT INTO segment.hand_list (created_at) VALUES (now())").update();
        jdbc.sql("""
                INSERT INTO segment.hand_picked (list_id, customer_id, picked_by, picked_at)
                SELECT 1, customer_id, 'karin', now() FROM customer.profile WHERE customer_id % 3 = 0
                """).update();
        jdbc.sql("""
                INSERT INTO customer.import_run (file_name, actor, state, upload, started_at, finished_at)
                SELECT 'f' || i, 'bo', CASE i WHEN 3 THEN 'undone' ELSE 'done' END, i, now(), now()
                FROM generate_series(1, 3) i
                """).update();
        jdbc.sql("""
                INSERT INTO customer.imported_part (import_id, added, customers)
                SELECT i, customer_id % 2 = 0, array_agg(customer_id)
                FROM customer.profile, generate_series(1, 3) i
                WHERE customer_id % (i + 2) = 0
                GROUP BY i, customer_id % 2, customer_id / 50
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
        register.write(jdbc, random);
        return register;
    }

    /// Three mailings and one that was only planned, single messages and tests, and what came back.
    private void write(JdbcClient jdbc, Random random) {
        for (int batch = 1; batch <= 6; batch++) {
            String kind = batch <= 4 ? "campaign" : batch == 5 ? "single" : "test";
            var channel = batch % 2 == 1 ? Channel.SMS : Channel.EMAIL;
            Instant begun = now.minus(Duration.ofHours(random.nextInt(1, 40 * 24)));
            boolean done = random.nextBoolean();
            if (kind.equals("campaign")) {
                jdbc.sql("""
                        INSERT INTO campaign.campaign (name, channel, language, created_by, created_at, changed_by,
                                                       changed_at, launched_at)
                        VALUES ('m', :channel, 'sv', 'bo', now(), 'bo', now(), now())
                        """).param("channel", channel.name()).update();
            }
            List<Message> sent = new ArrayList<>();
            for (Customer customer : batch == 4 ? List.<Customer>of() : customers) {
                if (random.nextInt(3) > 0) {
                    continue;
                }
                boolean failed = random.nextInt(5) == 0;
                String delivery =
                        failed || random.nextInt(4) == 0 ? null : random.nextInt(4) == 0 ? "undelivered" : "delivered";
                sent.add(new Message(
                        customer.id(),
                        kind.equals("campaign") ? batch : 0,
                        kind,
                        channel,
                        address(channel, sent.size()),
                        failed ? List.of("failed", "suppressed", "uncertain").get(random.nextInt(3)) : "submitted",
                        delivery,
                        begun.plusSeconds(random.nextInt(10_000))));
            }
            messages.addAll(sent);
            store(jdbc, batch, kind, channel, sent, done);
            if (kind.equals("campaign")) {
                click(jdbc, batch, sent, random);
            }
        }
        for (int i = 0; i < 60; i++) {
            var reply = new Reply(
                    address(Channel.SMS, random.nextInt(120)), now.minus(Duration.ofMinutes(random.nextInt(60_000))));
            replies.add(reply);
            jdbc.sql("""
                    INSERT INTO consent.inbound (account_id, sender, recipient, body, meaning, at, received_at)
                    VALUES (1, :sender, '', :body, 'other', :at::timestamptz, now())
                    """)
                    .param("sender", reply.sender())
                    .param("body", "hej " + i)
                    .param("at", reply.at().toString())
                    .update();
        }
    }

    /// Some open the link by name, some twice; some nobody knows.
    private void click(JdbcClient jdbc, int campaign, List<Message> sent, Random random) {
        jdbc.sql("""
                INSERT INTO link.target (token, campaign_id, number, url, test, opened_at)
                VALUES ('t' || :campaign, :campaign, 1, 'https://butiken.example/', false, now())
                """).param("campaign", campaign).update();
        for (Message message : sent) {
            int times = random.nextInt(3);
            for (int i = 0; i < times; i++) {
                boolean known = random.nextBoolean();
                jdbc.sql("""
                        INSERT INTO link.hit (target_id, customer_id, at)
                        SELECT id, CAST(:customer AS bigint), now() FROM link.target WHERE campaign_id = :campaign
                        """)
                        .param("customer", known ? message.customer() : null)
                        .param("campaign", campaign)
                        .update();
                if (known) {
                    clicks.add(new Click(message.customer(), campaign));
                }
            }
        }
    }

    private static void store(
            JdbcClient jdbc, int batch, String kind, Channel channel, List<Message> sent, boolean done) {
        jdbc.sql("""
                INSERT INTO dispatch.batch (campaign_id, kind, name, channel, account_id, sender, content_id, purpose,
                                            state, created_by, created_at, done_at)
                VALUES (:campaign, :kind, 'm', :channel, 1, 's', 1, 'marketing', 'done', 'bo', now(),
                        :done::timestamptz)
                """)
                .param("campaign", kind.equals("campaign") ? batch : null)
                .param("kind", kind)
                .param("channel", channel.name())
                .param(
                        "done",
                        done
                                ? sent.stream()
                                        .map(Message::at)
                                        .max(Instant::compareTo)
                                        .map(Instant::toString)
                                        .orElse(null)
                                : null)
                .update();
        for (int seq = 1; seq <= sent.size(); seq++) {
            Message message = sent.get(seq - 1);
            jdbc.sql("""
                    WITH recipient AS (
                        INSERT INTO dispatch.recipient (batch_id, slice, seq, customer_id, address, language, fields)
                        VALUES (:batch, 0, :seq, :customer, :address, 'sv', '{}')
                    ), delivery AS (
                        INSERT INTO dispatch.delivery (batch_id, slice, seq, state, at)
                        SELECT :batch, 0, :seq, :delivery, now() WHERE :delivery::text IS NOT NULL
                    )
                    INSERT INTO dispatch.outcome (batch_id, slice, seq, customer_id, attempt, state, at)
                    VALUES (:batch, 0, :seq, :customer, 1, :state, :at::timestamptz)
                    """)
                    .param("batch", batch)
                    .param("seq", seq)
                    .param("customer", message.customer())
                    .param("address", message.address())
                    .param("delivery", message.delivery())
                    .param("state", message.state())
                    .param("at", message.at().toString())
                    .update();
        }
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
        LocalDate today = LocalDate.ofInstant(now, zone);
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
                var value = figure(c, figure);
                yield value != null
                        && (from == null || value.compareTo(from) >= 0)
                        && (to == null || value.compareTo(to) <= 0);
            }
            case Criterion.Known(var fact, var known) ->
                known
                        == switch (fact) {
                            case POINTS -> c.points() != null;
                            case BALANCE -> c.balance() != null;
                            case LAST_PURCHASE -> c.lastPurchase() != null;
                            case BIRTHDAY -> c.birthMonth() != null && c.birthDay() != null;
                            case CATEGORY -> c.category() != null;
                            case STORE -> c.store() != null;
                            case NAME_DAY -> !c.nameDay().isEmpty();
                            case BOUGHT_12_MONTHS, BOUGHT_THIS_YEAR, BOUGHT_LAST_YEAR, PURCHASES_12_MONTHS ->
                                figure(c, Criterion.Figure.valueOf(String.valueOf(fact))) != null;
                        };
            case Criterion.Text text ->
                compares(c.texts().getOrDefault(text.field(), ""), text.relation(), text.values());
            case Criterion.Recent(var field, var within, var days) ->
                within == between(date(c, field), today.minusDays(days), null);
            case Criterion.Dates(var field, var from, var to) -> between(date(c, field), from, to);
            case Criterion.Birthday(var days) ->
                IntStream.rangeClosed(0, days).mapToObj(today::plusDays).anyMatch(day -> bornOn(c, day));
            case Criterion.BirthdayMonth(var ahead) ->
                c.birthMonth() != null
                        && c.birthMonth() == today.plusMonths(ahead).getMonthValue();
            case Criterion.NameDay(var days) ->
                IntStream.rangeClosed(0, days).mapToObj(today::plusDays).anyMatch(day -> nameDay(c, day));
            case Criterion.NameDayMonth(var ahead) ->
                nameDay(c) / 100 == today.plusMonths(ahead).getMonthValue();
            case OwnField own -> owns(c, own, today);
            case Criterion.Imported(var did, var arrival, var file) ->
                did
                        == (c.id() % (file + 2) == 0
                                && switch (arrival) {
                                    case ADDED -> c.id() % 2 == 0;
                                    case CHANGED -> c.id() % 2 != 0;
                                    case EITHER -> true;
                                });
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
            case Criterion.HasContact(var of) ->
                customers.stream()
                        .anyMatch(contact ->
                                contact.company() != null && contact.company() == c.id() && meets(contact, of));
            case Criterion.Mailing(var did, var past, var campaign) ->
                did
                        == messages.stream()
                                .filter(message -> message.customer() == c.id()
                                        && message.kind().equals("campaign")
                                        && (campaign == null || message.campaign() == campaign))
                                .anyMatch(message -> went(message, past));
            case Criterion.Written(var written, var days, var channel) ->
                written
                        == messages.stream()
                                .anyMatch(message -> message.customer() == c.id()
                                        && !message.kind().equals("test")
                                        && message.state().equals("submitted")
                                        && (channel == null || message.channel() == channel)
                                        && !LocalDate.ofInstant(message.at(), zone)
                                                .isBefore(today.minusDays(days)));
            case Criterion.Customers(var ids) -> ids.contains(c.id());
            case Criterion.HandPicked(var list) -> list == HAND_LIST && c.id() % 3 == 0;
            case Criterion.InSegment(var id) -> throw new IllegalArgumentException("no saved selection " + id);
        };
    }

    private static boolean compares(String own, Criterion.TextRelation relation, List<String> values) {
        String value = fold(own);
        var wanted = values.stream().map(RandomRegister::fold).toList();
        return switch (relation) {
            case IS -> wanted.contains(value);
            case STARTS_WITH -> wanted.stream().anyMatch(value::startsWith);
            case CONTAINS -> wanted.stream().anyMatch(value::contains);
            case EMPTY -> value.isBlank();
            case FILLED -> !value.isBlank();
        };
    }

    private static @Nullable BigDecimal figure(Customer c, Criterion.Figure figure) {
        return switch (figure) {
            case POINTS -> c.points();
            case BALANCE -> c.balance();
            case BOUGHT_12_MONTHS -> c.points() == null ? null : BigDecimal.TEN.subtract(c.points());
            case BOUGHT_THIS_YEAR -> c.balance() == null ? null : c.balance().negate();
            case BOUGHT_LAST_YEAR -> null;
            case PURCHASES_12_MONTHS -> c.birthDay() == null ? null : BigDecimal.valueOf(c.birthDay());
        };
    }

    /// What is not of the field's kind says nothing but that there is something.
    private static boolean owns(Customer c, OwnField own, LocalDate today) {
        Object value = c.own().get(own.field());
        String text = value == null ? "" : value.toString();
        return switch (own) {
            case OwnField.OwnText(var _, var relation, var values) ->
                value != null && compares(text, relation, values == null ? List.of() : values);
            case OwnField.OwnNumber(var _, var from, var to) ->
                text.matches("-?[0-9]+([.][0-9]+)?")
                        && (from == null || new BigDecimal(text).compareTo(from) >= 0)
                        && (to == null || new BigDecimal(text).compareTo(to) <= 0);
            case OwnField.OwnDate(var _, var from, var to) -> between(day(text), from, to);
            case OwnField.OwnRecent(var _, var within, var days) ->
                within == between(day(text), today.minusDays(days), today);
            case OwnField.OwnChoice(var _, var match, var values) ->
                values.contains(text) == (match == Criterion.Match.ANY_OF);
            case OwnField.OwnYes(var _, var yes) -> Boolean.valueOf(yes).equals(value);
            case OwnField.OwnKnown(var _, var known) -> known == !text.isBlank();
        };
    }

    private static @Nullable LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException _) {
            return null;
        }
    }

    /// The month times 100 and the day, 0 for what is none.
    private static int nameDay(Customer c) {
        var wordings = Map.of(
                "13.07",
                713,
                "1/3",
                301,
                "28.02",
                228,
                "29.02.",
                229,
                "2027-03-02",
                302,
                "--12-31",
                1231,
                "3. 03. 2026",
                303,
                "01-01",
                101,
                "30.6",
                630,
                "1.01",
                101);
        return wordings.getOrDefault(c.nameDay().strip(), 0);
    }

    private static boolean nameDay(Customer c, LocalDate day) {
        boolean leapling = nameDay(c) == 229 && !day.isLeapYear();
        return nameDay(c) > 0 && day.getMonthValue() * 100 + day.getDayOfMonth() == (leapling ? 228 : nameDay(c));
    }

    private boolean went(Message message, Criterion.Past past) {
        boolean lost = "undelivered".equals(message.delivery());
        return switch (past) {
            case GOT -> message.state().equals("submitted") && !lost;
            case DELIVERED -> "delivered".equals(message.delivery());
            case FAILED -> message.state().equals("failed") || lost;
            case CLICKED -> clicks.contains(new Click(message.customer(), message.campaign()));
            case REPLIED ->
                went(message, Criterion.Past.GOT)
                        && replies.stream()
                                .anyMatch(reply -> reply.sender().equals(message.address())
                                        && !reply.at().isBefore(message.at())
                                        && reply.at().isBefore(message.at().plus(Duration.ofDays(30))));
        };
    }

    /// Letter by letter as the reader of a list would take them to be the same.
    private static String fold(String text) {
        var folded = new StringBuilder();
        for (char letter : text.toLowerCase(Locale.ROOT).toCharArray()) {
            folded.append(
                    switch (letter) {
                        case 'ά' -> 'α';
                        case 'έ' -> 'ε';
                        case 'ή' -> 'η';
                        case 'ί', 'ϊ', 'ΐ' -> 'ι';
                        case 'ό' -> 'ο';
                        case 'ύ', 'ϋ', 'ΰ' -> 'υ';
                        case 'ώ' -> 'ω';
                        case 'ς' -> 'σ';
                        default -> letter;
                    });
        }
        return folded.toString();
    }

    private @Nullable LocalDate date(Customer c, Criterion.DateField field) {
        return switch (field) {
            case LAST_PURCHASE -> c.lastPurchase();
            case CREATED -> LocalDate.ofInstant(c.created(), zone);
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
                random.nextInt(4) == 0 ? null : LocalDate.ofInstant(now, zone).minus(Period.ofDays(random.nextInt(40))),
                now.minus(Duration.ofMinutes(random.nextInt(40 * 24 * 60))),
                points,
                one(
                        random,
                        "",
                        "13.07",
                        "1/3",
                        " 28.02",
                        "29.02.",
                        "2027-03-02",
                        "--12-31",
                        "45.07",
                        "3. 03. 2026",
                        "01-01",
                        "30.6",
                        "1.01",
                        "ab.07",
                        "Anna"),
                own(random));
    }

    /// Values of the right kind and of others.
    private Map<String, Object> own(Random random) {
        Map<String, Object> own = new HashMap<>();
        for (String field : OWN) {
            Object value = one(
                    random,
                    text(random),
                    BigDecimal.valueOf(random.nextInt(-500, 2_000), random.nextInt(3)),
                    LocalDate.ofInstant(now, zone)
                            .minusDays(random.nextInt(-10, 40))
                            .toString(),
                    "red",
                    "blue",
                    true,
                    false,
                    one(
                            random,
                            "about 40",
                            "12.5",
                            "2027-02-30",
                            "1.",
                            "-",
                            "2027-02-29",
                            "1900-02-29",
                            "0000-01-01",
                            "Red"));
            if (random.nextInt(4) > 0) {
                own.put(field, value);
            }
        }
        return own;
    }

    @SafeVarargs
    private static <T> T one(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }

    private void insert(JdbcClient jdbc, Customer c) {
        long id = jdbc.sql("""
                INSERT INTO customer.customer (number, kind, first_name, last_name, company_name, company_id, language,
                    country, store_id, category_id, postcode, city, birth_month, birth_day, points, balance,
                    last_purchase, bought_12_months, bought_this_year, purchases_12_months, created_at, changed_at,
                    name_day, custom)
                VALUES (:number, :kind, :first, :last, :company_name, :company, :language, :country, :store, :category,
                    :postcode, :city, :month, :day, :points, :balance,
                    :purchase, 10 - :points::numeric, -:balance::numeric, :day::integer, :created::timestamptz, now(),
                    :name_day, :custom::jsonb)
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
                .param("name_day", c.nameDay())
                .param("custom", JsonMapper.shared().writeValueAsString(c.own()))
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
                c.contacts(),
                c.nameDay(),
                c.own()));
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
