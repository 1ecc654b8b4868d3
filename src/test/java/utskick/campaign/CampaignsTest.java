package utskick.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static utskick.testing.Eventually.eventually;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.util.LinkedMultiValueMap;
import utskick.campaign.Launches.Launch;
import utskick.campaign.TestSends.Tested;
import utskick.consent.ConsentLedger;
import utskick.consent.Origin;
import utskick.consent.Purpose;
import utskick.dispatch.Batch;
import utskick.dispatch.Message;
import utskick.dispatch.MessageHistory;
import utskick.kernel.Channel;
import utskick.kernel.PhoneNumber;
import utskick.quota.Quotas;
import utskick.template.SmsNormaliser.Step;
import utskick.template.Wording;
import utskick.testing.App;

/// From the draft to the end, on the real program with its simulated SMS centre.
@ResourceLock(App.DEMO)
final class CampaignsTest {

    @RegisterExtension
    static final App app = App.demo();

    private static final long PLENTY = 100_000;
    private static final AtomicInteger NUMBERS = new AtomicInteger(100);

    private final Mailings mailings = new Mailings(app);
    private final Campaigns campaigns = app.bean(Campaigns.class);
    private final Reviews reviews = app.bean(Reviews.class);
    private final Launches launches = app.bean(Launches.class);
    private final Quotas quotas = app.bean(Quotas.class);
    private final TestSends tests = app.bean(TestSends.class);
    private final List<Long> customers = new ArrayList<>();

    /// Five customers with a mobile and a yes; the last one is called as no SMS is cheap.
    @BeforeEach
    void people() {
        for (var name : List.of("Åsa", "Björn", "Cecilia", "David", "Łukasz")) {
            customers.add(customer(name, true));
        }
    }

    @AfterEach
    void enoughLeft() {
        quotas.setMonthly(Channel.SMS, PLENTY);
    }

    private static long customer(String firstName, boolean consent) {
        int number = NUMBERS.incrementAndGet();
        var phone = phone(number);
        long id = app.jdbc()
                .sql("""
                        INSERT INTO customer.customer (number, first_name, last_name, created_at, changed_at)
                        VALUES (:number, :name, 'Testsson', now(), now()) RETURNING id
                        """)
                .param("number", "CT-" + number)
                .param("name", firstName)
                .query(Long.class)
                .single();
        app.jdbc().sql("""
                        INSERT INTO customer.contact_point (customer_id, channel, label, as_entered, address, reachable)
                        VALUES (:id, 'SMS', 'mobile', :phone, :phone, true)
                        """).param("id", id).param("phone", phone).update();
        if (consent) {
            app.bean(ConsentLedger.class)
                    .give(
                            new PhoneNumber(phone),
                            Purpose.MARKETING,
                            new Origin(
                                    Origin.Source.USER, Origin.Basis.CONSENT, "said so", "said so", "test", "said so"));
        }
        return id;
    }

    private static String phone(int number) {
        // 070-174 06 05 … 06 99 belong to nobody; the sample register has its own
        return "+4676%07d".formatted(number);
    }

    private Campaign draft(String text) {
        return save(mailings.draft("Höstrean", customers, Wording.sms("")), text, "BUTIKEN");
    }

    private Campaign save(Campaign campaign, String text, String sender) {
        return mailings.written(campaign, sender, Wording.sms(text), false);
    }

    private Campaign reviewed(Campaign campaign) {
        return mailings.reviewed(campaign);
    }

    private Campaign now(Campaign campaign) {
        return mailings.now(campaign);
    }

    private Launch confirm(Campaign reviewed) {
        return mailings.confirm(reviewed);
    }

    private List<Problem> problems(Campaign campaign) {
        var asked = mailings.ask(campaign);
        assertThat(asked).isInstanceOf(Reviews.Asked.Refused.class);
        assertThat(now(campaign).batch()).as("nothing is half done").isNull();
        return asked instanceof Reviews.Asked.Refused(var problems) ? problems : List.of();
    }

    @Test
    void from_the_draft_to_the_phones_with_exactly_the_texts_of_the_preview() {
        var campaign = draft("Hej {{first_name|vän}}! Rea till lördag.");
        var preview = app.bean(Desks.class).preview(campaign, customers.get(1));
        assertThat(preview.text())
                .startsWith("Hej Björn! Rea till lördag. Avregistrera: ")
                .contains("/a/");

        var reviewed = reviewed(campaign);
        var pricing = reviews.pricing(reviewed).orElseThrow();
        assertThat(pricing.planned()).isEqualTo(5);
        assertThat(pricing.units()).as("four of one part, one Ł of two").isEqualTo(6);

        assertThat(confirm(reviewed)).isInstanceOf(Launch.Launched.class);
        eventually(
                "delivered",
                () -> launches.batch(now(campaign)).orElseThrow().counts().delivered() == 5);
        var batch = launches.batch(now(campaign)).orElseThrow();
        assertThat(batch.counts().sum()).isEqualTo(5);
        assertThat(app.bean(MessageHistory.class)
                        .ofBatch(batch.id(), MessageHistory.Filter.ALL, null, 10)
                        .messages())
                .extracting(Message::text)
                .contains(preview.text());
        eventually("done", () -> now(campaign).state() == Campaign.State.DONE);
    }

    @Test
    void the_check_says_what_the_review_will_count() {
        var campaign = draft("Hej {{first_name|vän}}! Rea till lördag.");
        var figures = app.bean(Desks.class).figures(campaign, false);
        var check = Objects.requireNonNull(figures.check());
        assertThat(check.recipients()).isEqualTo(5);
        assertThat(check.bands())
                .extracting(Check.Band::parts, Check.Band::customers)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(1, 4), org.assertj.core.groups.Tuple.tuple(2, 1));
        assertThat(check.dear().characters()).containsExactly("Ł");
        assertThat(check.dear().customers()).isEqualTo(1);
        assertThat(check.fixes()).first().satisfies(fix -> {
            assertThat(fix.steps()).isEqualTo(Set.of(Step.TYPOGRAPHY, Step.TRANSLITERATION));
            assertThat(fix.unitsSaved()).isEqualTo(1);
        });
        assertThat(check.units())
                .isEqualTo(reviews.pricing(reviewed(campaign)).orElseThrow().units());
    }

    @Test
    void a_double_click_starts_it_once() throws Exception {
        var reviewed = reviewed(draft("Hej! Rea till lördag."));
        long before = quotas.month(Channel.SMS).taken();
        List<Launch> answers;
        try (var clicks = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = clicks
                    .invokeAll(IntStream.range(0, 8)
                            .<java.util.concurrent.Callable<Launch>>mapToObj(_ -> () -> confirm(reviewed))
                            .toList())
                    .stream()
                    .map(it -> it.resultNow())
                    .toList();
        }
        assertThat(answers).filteredOn(Launch.Launched.class::isInstance).hasSize(1);
        assertThat(answers).filteredOn(Launch.AlreadyLaunched.class::isInstance).hasSize(7);
        assertThat(quotas.month(Channel.SMS).taken()).isEqualTo(before + 5);
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM dispatch.batch WHERE campaign_id = :id")
                        .param("id", reviewed.id())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_review_asked_for_twice_is_one_and_its_confirmation_holds() throws Exception {
        var draft = draft("Hej! Rea till lördag.");
        Set<Reviews.Asked> answers;
        try (var clicks = Executors.newVirtualThreadPerTaskExecutor()) {
            answers = clicks
                    .invokeAll(IntStream.range(0, 8)
                            .<java.util.concurrent.Callable<Reviews.Asked>>mapToObj(_ -> () -> mailings.ask(draft))
                            .toList())
                    .stream()
                    .map(it -> it.resultNow())
                    .collect(Collectors.toSet());
        }
        eventually("reviewed", () -> reviews.finished(now(draft)).isPresent());
        var reviewed = now(draft);
        assertThat(answers)
                .containsExactly(new Reviews.Asked.Begun(
                        Objects.requireNonNull(reviewed.review()).command()));
        assertThat(mailings.ask(draft)).as("a page that was open before it").isIn(answers);
        assertThat(confirm(reviewed)).isInstanceOf(Launch.Launched.class);
    }

    @Test
    void whoever_has_seen_a_review_and_asks_again_gets_a_new_one() {
        var first = reviewed(draft("Hej! Rea till lördag."));
        var second = reviewed(first);
        assertThat(Objects.requireNonNull(second.review()).command())
                .isNotEqualTo(Objects.requireNonNull(first.review()).command());
        assertThat(confirm(first)).isInstanceOf(Launch.Stale.class);
        assertThat(confirm(second)).isInstanceOf(Launch.Launched.class);
    }

    @Test
    void lines_end_the_same_whether_a_button_or_a_script_sends_the_form() {
        var campaign = draft("Hej!\nRea till lördag.");
        var form = new LinkedMultiValueMap<String, String>();
        form.add("text", "Hej!\r\nRea till lördag.");
        assertThat(new CampaignForm(form, ZoneOffset.UTC).over(campaign).what().wording())
                .isEqualTo(campaign.what().wording());
    }

    @Test
    void a_register_that_has_changed_since_makes_the_review_stale() {
        var reviewed = reviewed(draft("Hej {{first_name}}! Rea till lördag."));
        app.jdbc()
                .sql("UPDATE customer.customer SET first_name = 'Bosse', changed_at = now() WHERE id = :id")
                .param("id", customers.get(1))
                .update();
        assertThat(confirm(reviewed)).isInstanceOf(Launch.Stale.class);
        assertThat(launches.batch(now(reviewed)).orElseThrow().state()).isEqualTo(Batch.State.HELD);

        assertThat(confirm(reviewed(now(reviewed)))).isInstanceOf(Launch.Launched.class);
    }

    @Test
    void what_changes_elsewhere_in_the_register_does_not() {
        var reviewed = reviewed(draft("Hej! Rea till lördag."));
        customer("Zelda", true);
        assertThat(confirm(reviewed)).isInstanceOf(Launch.Launched.class);
    }

    @Test
    void a_draft_that_was_changed_since_is_a_draft_again() {
        var reviewed = reviewed(draft("Hej! Rea till lördag."));
        save(reviewed, "Hej! Rea till söndag.", "BUTIKEN");
        assertThat(confirm(reviewed)).isInstanceOf(Launch.Stale.class);
        assertThat(app.jdbc()
                        .sql("SELECT count(*) FROM dispatch.batch WHERE campaign_id = :id")
                        .param("id", reviewed.id())
                        .query(Integer.class)
                        .single())
                .as("what was frozen is forgotten")
                .isZero();
    }

    @Test
    void a_save_that_changes_nothing_leaves_the_review_as_it_is() {
        var reviewed = reviewed(draft("Hej!"));
        var late = campaigns.change(reviewed, Campaign.Edit.single(), "karin");
        assertThat(late).isEqualTo(new Campaigns.Saved.Done(reviewed));
        assertThat(confirm(reviewed)).isInstanceOf(Launch.Launched.class);
    }

    @Test
    void two_open_pages_do_not_undo_each_other_but_one_never_outdates_itself() {
        var campaign = draft("Hej!");
        var page = UUID.randomUUID();
        assertThat(campaigns.change(named(campaign, "Karins"), new Campaign.Edit(page, 1), "karin"))
                .isInstanceOf(Campaigns.Saved.Done.class);
        assertThat(campaigns.change(named(campaign, "Karins, rättat"), new Campaign.Edit(page, 2), "karin"))
                .as("the same page, with the version it was opened at")
                .isInstanceOf(Campaigns.Saved.Done.class);
        assertThat(campaigns.change(named(campaign, "Björns"), Campaign.Edit.single(), "björn"))
                .isInstanceOf(Campaigns.Saved.Outdated.class);
    }

    @Test
    void a_save_that_is_worked_on_late_does_not_undo_what_its_page_sent_after_it() {
        var campaign = draft("Hej!");
        var page = UUID.randomUUID();
        campaigns.change(named(campaign, "Höstrean!"), new Campaign.Edit(page, 2), "karin");
        var reviewed = reviewed(now(campaign));

        assertThat(campaigns.change(named(campaign, "Höst"), new Campaign.Edit(page, 1), "karin"))
                .isEqualTo(new Campaigns.Saved.Done(reviewed));
        campaigns.change(named(campaign, "Höstrean!"), new Campaign.Edit(page, 4), "karin");
        campaigns.change(named(campaign, "Höstr"), new Campaign.Edit(page, 3), "karin");
        assertThat(now(campaign)).as("nothing new has a turn, too").isEqualTo(reviewed);
        assertThat(confirm(reviewed)).isInstanceOf(Launch.Launched.class);
    }

    private static Campaign named(Campaign campaign, String name) {
        return new Campaign(
                campaign.id(),
                name,
                campaign.channel(),
                campaign.state(),
                campaign.version(),
                campaign.who(),
                campaign.what(),
                campaign.when(),
                campaign.review(),
                campaign.changed(),
                campaign.launched());
    }

    @Test
    void a_quota_that_does_not_suffice_says_what_is_missing_and_nothing_starts() {
        var reviewed = reviewed(draft("Hej! Rea till lördag."));
        quotas.setMonthly(Channel.SMS, quotas.month(Channel.SMS).taken() + 2);
        assertThat(confirm(reviewed)).isEqualTo(new Launch.QuotaExceeded(3, 2));
        assertThat(now(reviewed).state()).isEqualTo(Campaign.State.REVIEWED);
        assertThat(quotas.left(Channel.SMS)).hasValue(2);

        quotas.setMonthly(Channel.SMS, PLENTY);
        assertThat(confirm(reviewed)).isInstanceOf(Launch.Launched.class);
    }

    @Test
    void each_bad_input_is_told_at_its_field() {
        assertThat(problems(draft(" "))).extracting(Problem::key).containsExactly("template.problem.text_missing");
        assertThat(problems(draft("Hej {{shoe_size}}!")))
                .extracting(Problem::key, Problem::field)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("template.problem.unknown_field", Problem.Field.TEXT));
        assertThat(problems(draft("a".repeat(460))))
                .extracting(Problem::key)
                .containsExactly("template.problem.too_many_parts");
        for (var sender : List.of("BUTIKEN LUND", "BUTIK Å", "0701740605", "")) {
            assertThat(problems(save(draft("Hej!"), "Hej!", sender)))
                    .as(sender)
                    .extracting(Problem::field)
                    .containsExactly(Problem.Field.SENDER);
        }
        customers.clear();
        assertThat(problems(draft("Hej!"))).extracting(Problem::key).containsExactly("campaign.problem.who");
    }

    @Test
    void an_audience_of_nobody_comes_to_nothing() {
        var nobody = customer("Ingrid", false);
        customers.clear();
        customers.add(nobody);
        var campaign = draft("Hej!");
        mailings.ask(campaign);
        eventually("found to be nobody", () -> {
            var review = now(campaign).review();
            return review != null && "campaign.problem.nobody".equals(review.problem());
        });
        assertThat(now(campaign).state()).isEqualTo(Campaign.State.DRAFT);
        assertThat(now(campaign).batch()).isNull();
    }

    @Test
    void a_dry_run_counts_everything_and_sends_nothing() {
        var campaign = draft("Hej {{first_name}}!");
        mailings.timed(campaign, new Campaign.When(null, null, true));
        long taken = quotas.month(Channel.SMS).taken();
        assertThat(confirm(reviewed(now(campaign)))).isInstanceOf(Launch.Launched.class);
        assertThat(now(campaign).state()).isEqualTo(Campaign.State.DONE);
        var batch = launches.batch(now(campaign)).orElseThrow();
        assertThat(batch.state()).isEqualTo(Batch.State.HELD);
        assertThat(batch.units()).isEqualTo(5);
        assertThat(quotas.month(Channel.SMS).taken()).isEqualTo(taken);
        assertThat(confirm(now(campaign))).isInstanceOf(Launch.AlreadyLaunched.class);
    }

    @Test
    void what_is_planned_can_be_taken_back_and_gives_its_quota_back() {
        long taken = quotas.month(Channel.SMS).taken();
        var campaign = draft("Hej! Rea till lördag.");
        mailings.timed(campaign, new Campaign.When(Instant.now().plus(Duration.ofHours(2)), null, false));
        assertThat(confirm(reviewed(now(campaign)))).isInstanceOf(Launch.Launched.class);
        assertThat(Standing.of(now(campaign), launches.batch(now(campaign)), Instant.now()))
                .isEqualTo(Standing.SCHEDULED);
        assertThat(quotas.month(Channel.SMS).taken()).isEqualTo(taken + 5);

        assertThat(launches.takeBack(now(campaign))).isTrue();
        assertThat(now(campaign).state()).isEqualTo(Campaign.State.DRAFT);
        assertThat(quotas.month(Channel.SMS).taken()).isEqualTo(taken);
        assertThat(confirm(reviewed(now(campaign)))).isInstanceOf(Launch.Launched.class);
    }

    @Test
    void a_test_goes_to_that_customers_own_address_exactly_as_it_will_be() {
        var campaign = draft("Hej {{first_name}}! Rea till lördag.");
        var number = app.jdbc()
                .sql("SELECT number FROM customer.profile WHERE customer_id = :id")
                .param("id", customers.get(2))
                .query(String.class)
                .single();
        var command = UUID.randomUUID();
        var tested = tests.send(campaign, " " + number + " ", 0, command, "karin");
        assertThat(tested).isInstanceOf(Tested.Sent.class);
        assertThat(tests.send(campaign, number, 0, command, "karin"))
                .as("a double click is one test")
                .isEqualTo(tested);
        if (tested instanceof Tested.Sent(var batch, var _)) {
            assertThat(app.bean(MessageHistory.class)
                            .ofBatch(batch, MessageHistory.Filter.ALL, null, 10)
                            .messages())
                    .singleElement()
                    .extracting(Message::text)
                    .isEqualTo(app.bean(Desks.class)
                            .preview(campaign, customers.get(2))
                            .text());
        }
    }

    @Test
    void a_test_that_cannot_be_says_why() {
        var campaign = draft("Hej!");
        assertThat(key(tests.send(campaign, "no such", 0, UUID.randomUUID(), "karin")))
                .isEqualTo("campaign.test.problem.unknown");
        assertThat(key(tests.send(campaign, "", 0, UUID.randomUUID(), "karin")))
                .isEqualTo("campaign.test.problem.empty");
        app.jdbc()
                .sql("UPDATE customer.contact_point SET reachable = false WHERE customer_id = :id")
                .param("id", customers.get(0))
                .update();
        app.jdbc()
                .sql("DELETE FROM customer.contact_point WHERE customer_id = :id")
                .param("id", customers.get(1))
                .update();
        assertThat(key(tests.send(campaign, number(0), 0, UUID.randomUUID(), "karin")))
                .isEqualTo("campaign.test.problem.not_mobile");
        assertThat(key(tests.send(campaign, number(1), 0, UUID.randomUUID(), "karin")))
                .isEqualTo("campaign.test.problem.no_address");
        assertThat(key(tests.send(save(campaign, "", "BUTIKEN"), number(2), 0, UUID.randomUUID(), "karin")))
                .isEqualTo("template.problem.text_missing");
    }

    private String number(int customer) {
        return app.jdbc()
                .sql("SELECT number FROM customer.profile WHERE customer_id = :id")
                .param("id", customers.get(customer))
                .query(String.class)
                .single();
    }

    private static String key(Tested tested) {
        return tested instanceof Tested.Refused(var key, var _) ? key : "sent";
    }
}
