package utskick.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionTemplate;
import utskick.gateway.InboundMessage;
import utskick.kernel.Address;
import utskick.kernel.EmailAddress;
import utskick.kernel.PhoneNumber;
import utskick.testing.Database;
import utskick.testing.TestClock;

final class ConsentLedgerTest {

    @RegisterExtension
    static final Database database = new Database();

    private static final PhoneNumber SOFIA = new PhoneNumber("+306900000142");
    private static final EmailAddress SOFIAS_MAIL = new EmailAddress("sofia@example.gr");
    private static final Origin TILL = new Origin(Origin.Source.TILL, Origin.Basis.CONSENT, "v1", "", "till 3", "");
    private static final Origin FILE =
            new Origin(Origin.Source.IMPORT, Origin.Basis.CONSENT, "", "kunder.csv:2", "anna", "");
    private static final Origin WEB = Origin.customer(Origin.Source.WEB, "form 2", "192.0.2.1");

    private final TestClock clock = new TestClock();
    /// What a phone got last.
    private @Nullable String answered;

    private final ConsentLedger ledger = new ConsentLedger(database.jdbc(), nested(), clock);
    private final SuppressionList suppressions = new SuppressionList(database.jdbc(), clock);
    private final Inbox inbox = new Inbox(
            database.jdbc(),
            new Inbox.Permissions(ledger, suppressions),
            (_, _, _) -> Optional.ofNullable(answered),
            database.transaction(),
            clock);
    private final RegisterConsents imports = new RegisterConsents(
            ledger, new Purposes(database.jdbc(), clock), new Rules(database.jdbc()), database.jdbc());

    @BeforeEach
    void empty() {
        database.jdbc().sql("""
                TRUNCATE consent.entry, consent.standing, consent.suppression, consent.inbound, consent.opt_out_link
                """).update();
    }

    @Test
    void without_a_yes_there_is_no_marketing_but_service() {
        assertThat(refusal("marketing", SOFIA)).isEqualTo("no_consent");
        assertThat(refusal("service", SOFIA)).isNull();
        assertThat(ledger.give(SOFIA, Purpose.MARKETING, TILL)).isTrue();
        assertThat(refusal("marketing", SOFIA)).isNull();
        assertThat(ledger.withdraw(
                        SOFIA, Purpose.SERVICE, Origin.user("anna", "asked at the till", Origin.Basis.SERVICE)))
                .isTrue();
        assertThat(refusal("service", SOFIA)).isEqualTo("withdrawn");
    }

    @Test
    void an_own_purpose_needs_a_yes_of_its_own() {
        var birthday = new Purpose("birthday");
        ledger.give(SOFIA, Purpose.MARKETING, WEB);
        assertThat(refusal("birthday", SOFIA)).isEqualTo("no_consent");
        ledger.give(SOFIA, birthday, WEB);
        assertThat(refusal("birthday", SOFIA)).isNull();
        ledger.withdraw(SOFIA, Purpose.MARKETING, WEB);
        assertThat(refusal("birthday", SOFIA)).isNull();
    }

    /// Nobody but the sign-up itself may use what passes an earlier STOP.
    @Test
    void the_question_whether_it_was_you_passes_a_stop_and_nothing_else() {
        suppressions.add(List.of(SOFIA), SuppressionList.Reason.STOP);
        assertThat(refusal("confirmation", SOFIA)).isNull();
        assertThat(refusal("service", SOFIA)).isEqualTo("suppressed");
        suppressions.add(List.of(SOFIAS_MAIL), SuppressionList.Reason.COMPLAINT);
        assertThat(refusal("confirmation", SOFIAS_MAIL)).isEqualTo("suppressed");
        assertThatThrownBy(() -> Purpose.of("confirmation")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_withdrawal_beats_every_later_import() {
        ledger.give(SOFIA, Purpose.MARKETING, TILL);
        ledger.withdraw(SOFIA, Purpose.MARKETING, WEB);
        clock.advance(Duration.ofDays(30));

        assertThat(ledger.give(SOFIA, Purpose.MARKETING, FILE)).isFalse();
        assertThat(ledger.give(SOFIA, Purpose.MARKETING, TILL)).isFalse();
        assertThat(refusal("marketing", SOFIA)).isEqualTo("withdrawn");
    }

    @Test
    void a_refusal_beats_every_later_import() {
        ledger.record(List.of(new Said(SOFIA, Purpose.MARKETING, ConsentState.REFUSED, FILE, clock.instant())));

        assertThat(ledger.give(SOFIA, Purpose.MARKETING, FILE)).isFalse();
        assertThat(refusal("marketing", SOFIA)).isEqualTo("no_consent");
    }

    @Test
    void only_the_customer_or_a_user_with_a_reason_gives_again() {
        ledger.withdraw(SOFIA, Purpose.MARKETING, WEB);
        assertThat(ledger.give(SOFIA, Purpose.MARKETING, WEB)).isTrue();
        ledger.withdraw(SOFIA, Purpose.MARKETING, WEB);

        assertThatThrownBy(() -> Origin.user("anna", "  ", Origin.Basis.CONSENT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(ledger.give(SOFIA, Purpose.MARKETING, Origin.user("anna", "signed paper", Origin.Basis.CONSENT)))
                .isTrue();
        assertThat(ledger.history(SOFIA))
                .extracting(LedgerEntry::state, entry -> entry.origin().source())
                .containsExactly(
                        tuple(ConsentState.GIVEN, Origin.Source.USER),
                        tuple(ConsentState.WITHDRAWN, Origin.Source.WEB),
                        tuple(ConsentState.GIVEN, Origin.Source.WEB),
                        tuple(ConsentState.WITHDRAWN, Origin.Source.WEB));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "REGISTER")
    void a_no_from_anywhere_wins_over_every_later_yes_of_a_machine(Origin.Source no) {
        for (var state : List.of(ConsentState.REFUSED, ConsentState.WITHDRAWN)) {
            var address = new EmailAddress("%s.%s@example.se".formatted(no.key(), state.key()));
            clock.advance(Duration.ofDays(1));
            ledger.give(address, Purpose.MARKETING, said(Origin.Source.IMPORT));
            ledger.record(List.of(new Said(address, Purpose.MARKETING, state, said(no), clock.instant())));
            clock.advance(Duration.ofDays(400));
            for (var yes : List.of(Origin.Source.IMPORT, Origin.Source.TILL, Origin.Source.SAMPLE)) {
                assertThat(ledger.give(address, Purpose.MARKETING, said(yes)))
                        .as("%s after %s", yes, no)
                        .isFalse();
            }
            // the customer's own word, or a user's with a reason
            for (var yes : List.of(Origin.Source.WEB, Origin.Source.LINK, Origin.Source.STOP, Origin.Source.USER)) {
                assertThat(ledger.give(address, Purpose.MARKETING, said(yes)))
                        .as("%s after %s", yes, no)
                        .isTrue();
                ledger.record(List.of(
                        new Said(address, Purpose.MARKETING, ConsentState.WITHDRAWN, said(no), clock.instant())));
                clock.advance(Duration.ofDays(1));
            }
        }
        assertThat(ledger.verify()).isEmpty();
    }

    private static Origin said(Origin.Source source) {
        return new Origin(source, Origin.Basis.CONSENT, "", "asked for it by phone", "anna", "");
    }

    @Test
    void an_old_no_in_a_file_does_not_undo_the_customers_newer_yes() {
        ledger.give(SOFIA, Purpose.MARKETING, WEB);
        var before = clock.instant().minus(Duration.ofDays(100));

        assertThat(ledger.record(List.of(new Said(SOFIA, Purpose.MARKETING, ConsentState.REFUSED, FILE, before))))
                .isZero();
        assertThat(ledger.record(
                        List.of(new Said(SOFIA, Purpose.MARKETING, ConsentState.REFUSED, FILE, clock.instant()))))
                .isOne();
    }

    @Test
    void what_stands_is_not_written_again_by_a_machine() {
        assertThat(ledger.record(List.of(
                        new Said(SOFIA, Purpose.MARKETING, ConsentState.GIVEN, FILE, clock.instant()),
                        new Said(SOFIA, Purpose.MARKETING, ConsentState.GIVEN, FILE, clock.instant()),
                        new Said(SOFIAS_MAIL, Purpose.MARKETING, ConsentState.GIVEN, FILE, clock.instant()))))
                .isEqualTo(2);
    }

    @Test
    void a_changed_entry_is_found() {
        ledger.give(SOFIA, Purpose.MARKETING, WEB);
        ledger.withdraw(SOFIA, Purpose.MARKETING, WEB);
        ledger.give(SOFIAS_MAIL, Purpose.MARKETING, TILL);
        assertThat(ledger.verify()).isEmpty();

        database.jdbc()
                .sql("UPDATE consent.entry SET at = at - interval '1 year' WHERE address = :a AND state = 'given'")
                .param("a", SOFIA.value())
                .update();
        assertThat(ledger.verify())
                .singleElement()
                .extracting(TamperedEntry::address, TamperedEntry::kind)
                .containsExactly(SOFIA.value(), TamperedEntry.Kind.CHANGED);
    }

    @Test
    void a_text_moved_from_one_field_to_the_next_is_found() {
        ledger.give(SOFIA, Purpose.MARKETING, Origin.customer(Origin.Source.WEB, "ab", "c"));

        database.jdbc()
                .sql("UPDATE consent.entry SET detail = 'a', evidence = 'bc'")
                .update();
        assertThat(ledger.verify()).extracting(TamperedEntry::kind).containsExactly(TamperedEntry.Kind.CHANGED);
    }

    @Test
    void a_missing_entry_and_a_missing_end_are_found() {
        ledger.give(SOFIA, Purpose.MARKETING, WEB);
        ledger.withdraw(SOFIA, Purpose.MARKETING, WEB);
        ledger.give(SOFIA, Purpose.MARKETING, WEB);
        database.jdbc()
                .sql("DELETE FROM consent.entry WHERE state = 'withdrawn'")
                .update();
        assertThat(ledger.verify()).extracting(TamperedEntry::kind).containsExactly(TamperedEntry.Kind.BROKEN_CHAIN);

        ledger.withdraw(SOFIAS_MAIL, Purpose.MARKETING, WEB);
        database.jdbc().sql("DELETE FROM consent.entry WHERE channel = 'EMAIL'").update();
        assertThat(ledger.verify())
                .extracting(TamperedEntry::address, TamperedEntry::kind)
                .contains(tuple(SOFIAS_MAIL.value(), TamperedEntry.Kind.MISSING_TAIL));
    }

    @Test
    void writers_at_the_same_time_never_fork_a_chain() throws Exception {
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Callable<Object>> writers = IntStream.range(0, 60)
                    .<Callable<Object>>mapToObj(i -> () -> i % 2 == 0
                            ? ledger.give(SOFIA, Purpose.MARKETING, WEB)
                            : ledger.withdraw(SOFIA, Purpose.MARKETING, WEB))
                    .toList();
            for (var done : threads.invokeAll(writers)) {
                done.get();
            }
        }
        assertThat(ledger.verify()).isEmpty();
        assertThat(ledger.history(SOFIA)).hasSizeGreaterThanOrEqualTo(30);
    }

    @Test
    void a_stop_is_kept_withdraws_and_suppresses_and_the_second_changes_nothing() {
        ledger.give(SOFIA, Purpose.MARKETING, TILL);
        inbox.received(text("ΣTOΠ παρακαλώ", clock.instant()));
        inbox.received(text("ΣTOΠ παρακαλώ", clock.instant()));
        inbox.received(text("στοπ", clock.instant().plusSeconds(60)));

        assertThat(refusal("marketing", SOFIA)).isEqualTo("suppressed");
        assertThat(suppressions.contains(SOFIA)).isTrue();
        assertThat(inbox.page(null, true, 10)).hasSize(2);
        assertThat(ledger.history(SOFIA))
                .hasSize(2)
                .first()
                .extracting(LedgerEntry::state, entry -> entry.origin().evidence())
                .containsExactly(ConsentState.WITHDRAWN, "ΣTOΠ παρακαλώ");
    }

    @Test
    void a_start_takes_back_ones_own_stop_and_nothing_else() {
        inbox.received(text("START", clock.instant()));
        assertThat(refusal("marketing", SOFIA)).isEqualTo("no_consent");

        inbox.received(text("STOP", clock.instant().plusSeconds(1)));
        inbox.received(text("START", clock.instant().plusSeconds(2)));
        assertThat(refusal("marketing", SOFIA)).isNull();

        ledger.withdraw(SOFIA, Purpose.MARKETING, Origin.user("anna", "by phone", Origin.Basis.CONSENT));
        inbox.received(text("START", clock.instant().plusSeconds(3)));
        assertThat(refusal("marketing", SOFIA)).isEqualTo("withdrawn");
    }

    @Test
    void a_stop_ends_every_purpose_that_needs_a_yes_and_no_import_brings_one_back() {
        var birthday = new Purpose("birthday");
        var retired = new Purpose("old_club");
        ledger.give(SOFIA, Purpose.MARKETING, TILL);
        ledger.give(SOFIA, birthday, WEB);
        ledger.give(SOFIA, retired, WEB);
        ledger.give(SOFIAS_MAIL, birthday, WEB);
        inbox.received(text("ΣΤΟΠ", clock.instant()));

        assertThat(standings(SOFIA)).containsExactly("birthday withdrawn", "marketing withdrawn", "old_club withdrawn");
        assertThat(standings(SOFIAS_MAIL)).containsExactly("birthday given");
        assertThat(ledger.history(SOFIA).stream().limit(3)).allSatisfy(entry -> {
            assertThat(entry.origin().source()).isEqualTo(Origin.Source.STOP);
            assertThat(entry.origin().evidence()).isEqualTo("ΣΤΟΠ");
        });
        assertThat(ledger.give(SOFIA, birthday, FILE)).isFalse();
        assertThat(ledger.give(SOFIA, birthday, TILL)).isFalse();

        inbox.received(text("START", clock.instant().plusSeconds(1)));
        assertThat(standings(SOFIA)).containsExactly("birthday withdrawn", "marketing given", "old_club withdrawn");
        assertThat(ledger.give(SOFIA, birthday, Origin.user("anna", "signed paper", Origin.Basis.CONSENT)))
                .isTrue();
        assertThat(ledger.verify()).isEmpty();
    }

    @Test
    void a_stop_of_somebody_who_was_never_asked_stands_against_later_files() {
        assertThat(ledger.stop(SOFIAS_MAIL, Origin.customer(Origin.Source.LINK, "page", "192.0.2.1")))
                .isOne();
        assertThat(ledger.stop(SOFIAS_MAIL, Origin.customer(Origin.Source.LINK, "page", "192.0.2.1")))
                .isZero();
        assertThat(ledger.give(SOFIAS_MAIL, Purpose.MARKETING, FILE)).isFalse();
        assertThat(refusal("service", SOFIAS_MAIL)).isNull();
    }

    @Test
    void a_stop_is_about_offers_and_the_customers_own_business_goes_on() {
        answered = "marketing";
        ledger.give(SOFIA, Purpose.MARKETING, TILL);
        inbox.received(text("STOP", clock.instant()));
        assertThat(refusal("marketing", SOFIA)).isEqualTo("suppressed");
        assertThat(refusal("birthday", SOFIA)).isEqualTo("suppressed");
        assertThat(refusal("service", SOFIA)).isNull();
        assertThat(suppressions.find(SOFIA))
                .hasValueSatisfying(it -> assertThat(it)
                        .returns(SuppressionList.Reason.STOP, SuppressionList.Entry::reason)
                        .returns(false, SuppressionList.Entry::serviceToo));
    }

    @Test
    void a_stop_that_answers_such_a_message_or_says_all_ends_those_too() {
        answered = "service";
        inbox.received(text("stopp", clock.instant()));
        assertThat(refusal("service", SOFIA)).isEqualTo("suppressed");
        assertThat(standings(SOFIA)).containsExactly("marketing withdrawn", "service withdrawn");

        answered = null;
        var mail = new PhoneNumber("+306900000143");
        inbox.received(new InboundMessage(1, "306900000143", "+306900000000", "Stop allt!", clock.instant()));
        assertThat(refusal("service", mail)).isEqualTo("suppressed");
        // the customer wants to hear of an order again, and of nothing else
        suppressions.takeStopBack(mail, Purpose.SERVICE);
        ledger.give(mail, Purpose.SERVICE, WEB);
        assertThat(refusal("service", mail)).isNull();
        assertThat(refusal("marketing", mail)).isEqualTo("suppressed");
    }

    @Test
    void a_second_stop_may_say_more_and_never_less() {
        inbox.received(text("STOP", clock.instant()));
        inbox.received(text("STOP ALL", clock.instant().plusSeconds(1)));
        inbox.received(text("STOP", clock.instant().plusSeconds(2)));
        assertThat(refusal("service", SOFIA)).isEqualTo("suppressed");
    }

    @Test
    void a_bounce_after_a_stop_is_not_taken_back_with_the_stop() {
        inbox.received(text("STOP", clock.instant()));
        assertThat(suppressions.add(List.of(SOFIA), SuppressionList.Reason.HARD_BOUNCE))
                .isZero();
        inbox.received(text("START", clock.instant().plusSeconds(1)));
        assertThat(refusal("marketing", SOFIA)).isEqualTo("suppressed");
        assertThat(refusal("service", SOFIA)).isEqualTo("suppressed");
        inbox.received(text("STOP", clock.instant().plusSeconds(2)));
        assertThat(suppressions.find(SOFIA).orElseThrow().reason()).isEqualTo(SuppressionList.Reason.HARD_BOUNCE);
    }

    @Test
    void who_stopped_all_offers_has_stopped_those_that_nobody_had_thought_of_then() {
        ledger.stop(SOFIA, Origin.customer(Origin.Source.LINK, "one-click", "192.0.2.1"));
        var later = new Purpose("birthday");
        assertThat(ledger.give(SOFIA, later, FILE)).isFalse();
        assertThat(ledger.give(SOFIA, later, TILL)).isFalse();
        assertThat(ledger.give(SOFIA, later, WEB)).isTrue();
        // one who chose among the purposes has said nothing of others
        ledger.withdraw(
                SOFIAS_MAIL, Purpose.MARKETING, Origin.customer(Origin.Source.LINK, "preferences", "192.0.2.1"));
        assertThat(ledger.give(SOFIAS_MAIL, later, FILE)).isTrue();
    }

    @Test
    void after_a_no_being_a_customer_or_a_company_is_no_ground() {
        ledger.withdraw(SOFIA, Purpose.MARKETING, WEB);
        for (var basis : List.of(Origin.Basis.EXISTING_CUSTOMER, Origin.Basis.COMPANY)) {
            assertThat(ledger.give(SOFIA, Purpose.MARKETING, new Origin(Origin.Source.WEB, basis, "", "", "shop", "")))
                    .isFalse();
        }
        assertThat(ledger.give(SOFIA, Purpose.MARKETING, WEB)).isTrue();
    }

    @Test
    void an_address_that_starts_anew_takes_no_yes_along_and_keeps_every_no() {
        ledger.give(SOFIA, Purpose.MARKETING, TILL);
        ledger.give(SOFIA, new Purpose("birthday"), WEB);
        ledger.withdraw(SOFIA, Purpose.SERVICE, WEB);
        assertThat(ledger.startAnew(List.of(SOFIA), "anna")).isEqualTo(2);
        assertThat(ledger.startAnew(List.of(SOFIA), "anna")).isZero();
        assertThat(standings(SOFIA)).containsExactly("birthday unknown", "marketing unknown", "service withdrawn");
        assertThat(refusal("marketing", SOFIA)).isEqualTo("no_consent");
        assertThat(ledger.give(SOFIA, Purpose.MARKETING, FILE)).isTrue();
        assertThat(ledger.verify()).isEmpty();
    }

    @Test
    void the_day_of_a_sale_is_kept_and_cannot_be_changed_unseen() {
        var day = LocalDate.of(2026, 10, 1);
        ledger.give(
                SOFIA,
                Purpose.MARKETING,
                new Origin(Origin.Source.USER, Origin.Basis.EXISTING_CUSTOMER, "", "shoes", "anna", "", day));
        assertThat(ledger.history(SOFIA).getFirst().origin().sale()).isEqualTo(day);
        assertThat(ledger.verify()).isEmpty();
        database.jdbc().sql("UPDATE consent.entry SET sale = sale + 1").update();
        assertThat(ledger.verify()).extracting(TamperedEntry::kind).containsExactly(TamperedEntry.Kind.CHANGED);
    }

    @Test
    void a_word_of_the_shop_stops_and_starts_and_is_the_evidence() {
        var words = new AnswerWords(database.jdbc(), clock);
        assertThat(words.add("Räcker", false, "anna")).isEqualTo(AnswerWords.Added.DONE);
        assertThat(words.add("RÄCKER", true, "anna")).isEqualTo(AnswerWords.Added.KNOWN);
        assertThat(words.add("stopp", true, "anna")).isEqualTo(AnswerWords.Added.KNOWN);
        assertThat(words.add("två ord", true, "anna")).isEqualTo(AnswerWords.Added.NO_WORD);
        assertThat(words.add("Ja", true, "anna")).isEqualTo(AnswerWords.Added.DONE);
        ledger.give(SOFIA, Purpose.MARKETING, TILL);
        inbox.received(text("räcker", clock.instant()));
        assertThat(refusal("marketing", SOFIA)).isEqualTo("suppressed");
        inbox.received(text("Ja", clock.instant().plusSeconds(1)));
        assertThat(refusal("marketing", SOFIA)).isNull();
        assertThat(ledger.history(SOFIA).getFirst().origin().evidence()).isEqualTo("Ja");

        words.remove("RACKER");
        words.remove("JA");
        inbox.received(text("räcker", clock.instant().plusSeconds(2)));
        assertThat(refusal("marketing", SOFIA)).isNull();
        assertThat(words.all()).isEmpty();
    }

    private static List<String> standings(Address address) {
        return database.jdbc()
                .sql("SELECT purpose || ' ' || state FROM consent.standing WHERE address = :address ORDER BY 1")
                .param("address", address.value())
                .query(String.class)
                .list();
    }

    @Test
    void an_opt_out_link_leads_to_its_address_and_a_made_up_one_nowhere() {
        var optOuts = new OptOuts(database.jdbc());
        String token = optOuts.link(SOFIA);

        assertThat(token).matches("[A-Za-z0-9]{12}").isEqualTo(optOuts.link(SOFIA));
        assertThat(optOuts.link(SOFIAS_MAIL)).isNotEqualTo(token);
        assertThat(optOuts.address(token)).contains(SOFIA);
        assertThat(optOuts.address("AAAAAAAAAAAA")).isEmpty();
    }

    @Test
    void an_import_writes_each_address_once_and_the_no_wins() {
        stage(7, 1, "+46701740605", "given");
        stage(7, 2, "+46701740605", "refused");
        stage(7, 3, "+46701740606", "given");
        stage(7, 4, SOFIA.value(), "given");
        stage(8, 1, "+46701740607", "given");
        ledger.withdraw(SOFIA, Purpose.MARKETING, WEB);

        assertThat(imports.keptBack(7)).isEqualTo(1);
        assertThat(imports.record(7, "kunder.csv", "anna", clock.instant())).isEqualTo(2);
        assertThat(imports.record(7, "kunder.csv", "anna", clock.instant())).isZero();
        assertThat(refusal("marketing", new PhoneNumber("+46701740605"))).isEqualTo("no_consent");
        assertThat(refusal("marketing", new PhoneNumber("+46701740606"))).isNull();
        assertThat(refusal("marketing", new PhoneNumber("+46701740607"))).isEqualTo("no_consent");
        assertThat(refusal("marketing", SOFIA)).isEqualTo("withdrawn");
        assertThat(ledger.history(new PhoneNumber("+46701740606"))
                        .getFirst()
                        .origin()
                        .detail())
                .isEqualTo("kunder.csv:3");
        assertThat(ledger.verify()).isEmpty();
    }

    private static InboundMessage text(String text, Instant at) {
        return new InboundMessage(1, SOFIA.value().substring(1), "+306900000000", text, at);
    }

    /// The function and the same written out, which must never differ.
    private @Nullable String refusal(String purpose, Address address) {
        var written = database.jdbc()
                .sql("SELECT %s".formatted(Refusal.sql(":channel", ":purpose", "CAST(:address AS text)")))
                .param("channel", address.channel().name())
                .param("purpose", purpose)
                .param("address", address.value())
                .query((row, _) -> Optional.ofNullable(row.getString(1)))
                .single();
        var called = called(purpose, address);
        assertThat(written).isEqualTo(Optional.ofNullable(called));
        return called;
    }

    private static @Nullable String called(String purpose, Address address) {
        return database.jdbc()
                .sql("SELECT consent.refusal(:channel, :purpose, :address)")
                .param("channel", address.channel().name())
                .param("purpose", purpose)
                .param("address", address.value())
                .query(String.class)
                .optional()
                .orElse(null);
    }

    /// As the register stages a row of an import.
    private static void stage(long importId, int line, String phone, String state) {
        database.jdbc()
                .sql("""
                WITH r AS (
                    INSERT INTO customer.staged_row (import_id, line, record, fingerprint, points_key, sms_state)
                    VALUES (:import, :line, :line, gen_random_uuid(), '', :state)
                ), p AS (
                    INSERT INTO customer.staged_point (import_id, line, channel, label, position, as_entered, address,
                                                       reachable)
                    VALUES (:import, :line, 'SMS', 'mobile', 0, :phone, :phone, true)
                )
                INSERT INTO customer.staged_match (import_id, line, outcome, customer_id)
                VALUES (:import, :line, 'new', :line)
                """)
                .param("import", importId)
                .param("line", line)
                .param("phone", phone)
                .param("state", state)
                .update();
    }

    private static TransactionOperations nested() {
        var nested = new TransactionTemplate(new JdbcTransactionManager(database.dataSource()));
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        return nested;
    }
}
