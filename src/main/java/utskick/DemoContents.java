package utskick;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.consent.ConsentState;
import utskick.consent.Purpose;
import utskick.consent.SignUpForm;
import utskick.consent.SignUpForms;
import utskick.kernel.Channel;
import utskick.quota.Quotas;
import utskick.segment.Criterion;
import utskick.segment.Segments;
import utskick.template.Templates;
import utskick.template.Wording;

/// What the demo has beside its register, so that everything can be tried at once: selections, templates, a quota, a
/// sign-up page. Made at the first start; a later one keeps what was done.
@Order(DemoContents.AFTER_THE_REGISTER)
final class DemoContents implements ApplicationRunner {

    static final int AFTER_THE_REGISTER = Integer.MAX_VALUE;

    private static final String ACTOR = "demo";

    private final JdbcClient jdbc;
    private final Segments segments;
    private final Templates templates;
    private final Quotas quotas;
    private final SignUpForms forms;

    DemoContents(JdbcClient jdbc, Segments segments, Templates templates, Quotas quotas, SignUpForms forms) {
        this.jdbc = jdbc;
        this.segments = segments;
        this.templates = templates;
        this.quotas = quotas;
        this.forms = forms;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (segments.list().isEmpty() && templates.list().isEmpty()) {
            makeSelections();
            makeTemplates();
            quotas.setMonthly(Channel.SMS, 2_000L);
            quotas.setMonthly(Channel.EMAIL, 10_000L);
            forms.save(new SignUpForm(
                    0,
                    "kundklubben",
                    "Kundklubben",
                    "sv",
                    "SE",
                    null,
                    List.of(Channel.SMS, Channel.EMAIL),
                    List.of(Purpose.MARKETING),
                    true));
        }
    }

    private void makeSelections() {
        grouping("category", "Guld")
                .ifPresent(gold -> select(
                        "Guldkunder som sagt ja till SMS",
                        new Criterion.Category(Criterion.Match.ANY_OF, List.of(gold)),
                        saidYes(Channel.SMS)));
        select(
                "100–500 poäng, ja till e-post",
                new Criterion.Amount(Criterion.Figure.POINTS, new BigDecimal(100), new BigDecimal(500)),
                saidYes(Channel.EMAIL));
        grouping("category", "Χρυσή")
                .ifPresent(gold -> select(
                        "Χρυσοί πελάτες με συγκατάθεση για SMS",
                        new Criterion.Category(Criterion.Match.ANY_OF, List.of(gold)),
                        saidYes(Channel.SMS)));
        select(
                "Har inte handlat på 90 dagar",
                new Criterion.Recent(Criterion.DateField.LAST_PURCHASE, false, 90),
                saidYes(Channel.SMS));
    }

    private void makeTemplates() {
        templates.save(
                "Höstrea",
                "Kort erbjudande till alla som sagt ja",
                Wording.sms("Hej {{first_name|vän}}! Höstrean slutar på lördag: 30 % på alla kängor. Välkommen in!"),
                ACTOR);
        templates.save(
                "Paket att hämta",
                "Besked om en beställning",
                Wording.sms("Hej {{first_name}}! Din beställning är klar att hämta. Vi har öppet till 18."),
                ACTOR);
        templates.save(
                "Φθινοπωρινές προσφορές",
                "Προσφορά για τους χρυσούς πελάτες",
                Wording.sms("Γεια σου {{first_name}}! -30% σε όλα τα παπούτσια έως το Σάββατο."),
                ACTOR);
        templates.save(
                "Nyhetsbrev november",
                "Brev med hälsning och poäng",
                Wording.email("November i butiken, {{first_name}}", """
                        Hej {{first_name|vän}}!

                        Nu är vinterns kängor här. Du har {{points}} poäng att använda.

                        Välkommen in
                        Butiken
                        """, ""),
                ACTOR);
    }

    private void select(String name, Criterion... rows) {
        segments.create(name, "", new Criterion.Group(Criterion.Join.ALL, List.of(rows), List.of()), ACTOR);
    }

    private static Criterion saidYes(Channel channel) {
        return new Criterion.Consent(channel, Purpose.MARKETING, List.of(ConsentState.GIVEN));
    }

    private Optional<Integer> grouping(String kind, String name) {
        return jdbc.sql("SELECT id FROM customer.grouping WHERE kind = :kind AND name = :name")
                .param("kind", kind)
                .param("name", name)
                .query(Integer.class)
                .optional();
    }
}
