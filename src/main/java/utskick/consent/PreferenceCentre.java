package utskick.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import utskick.customer.SelfService;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.web.Texts;

/// What a customer sees and decides behind the link of a message: each purpose for the address that the link was sent
/// to, and for the same person's other addresses. To those others the link's holder can only say no, for having one
/// address proves nothing about another.
public final class PreferenceCentre {

    private final ConsentLedger ledger;
    private final SuppressionList suppressions;
    private final Asked asked;
    private final SelfService selves;
    private final JdbcClient jdbc;

    PreferenceCentre(
            ConsentLedger ledger, SuppressionList suppressions, Asked asked, SelfService selves, JdbcClient jdbc) {
        this.ledger = ledger;
        this.suppressions = suppressions;
        this.asked = asked;
        this.selves = selves;
        this.jdbc = jdbc;
    }

    /// What is asked for, and in which words.
    record Asked(Purposes purposes, Wordings wordings, Rules rules) {}

    /// One address with its purposes.
    ///
    /// @param own whether the link was sent there
    /// @param blocked whether no yes can be given here: the address bounced, complained, or a user blocked it
    public record Point(Address address, String masked, boolean own, boolean blocked, List<Choice> choices) {

        public Point {
            choices = List.copyOf(choices);
        }
    }

    /// One yes or no.
    ///
    /// @param key names it in the form
    public record Choice(String key, Purposes.Named purpose, String wording, String quoted, boolean yes) {}

    /// All that the holder of the link to `own` decides on.
    List<Point> points(Address own, Texts texts) {
        List<Address> addresses = new ArrayList<>();
        addresses.add(own);
        selves.of(own)
                .ifPresent(self -> jdbc.sql("""
                SELECT DISTINCT k.channel, k.address FROM customer.contact k
                WHERE k.customer_id = :customer AND k.reachable AND k.address IS NOT NULL
                ORDER BY k.channel DESC, k.address
                """)
                        .param("customer", self.id().value())
                        .query(row -> {
                            var other = Address.of(Channel.valueOf(row.getString("channel")), row.getString("address"));
                            if (!other.equals(own)) {
                                addresses.add(other);
                            }
                        }));
        var purposes = asked.purposes().active();
        List<Point> points = new ArrayList<>();
        for (Address address : addresses) {
            points.add(point(address, points.size(), purposes, texts));
        }
        return points;
    }

    private Point point(Address address, int number, List<Purposes.Named> purposes, Texts texts) {
        var listed = suppressions.find(address);
        Map<String, String> states = states(address);
        var choices = purposes.stream()
                .map(named -> {
                    var purpose = named.purpose();
                    var wording = asked.wordings()
                            .current(
                                    purpose,
                                    named.name(texts),
                                    address.channel().name().toLowerCase(Locale.ROOT),
                                    texts,
                                    null);
                    String state = states.getOrDefault(purpose.key(), "unknown");
                    boolean yes = (listed.isEmpty() || !listed.get().holdsBack(purpose))
                            && (purpose.needsYes()
                                    ? state.equals("given")
                                    : !state.equals("withdrawn") && !state.equals("refused"));
                    return new Choice(
                            "%d-%s".formatted(number, purpose.key()), named, wording.text(), wording.quoted(), yes);
                })
                .toList();
        return new Point(
                address,
                masked(address.value()),
                number == 0,
                listed.isPresent() && listed.get().reason() != SuppressionList.Reason.STOP,
                choices);
    }

    /// Writes down what changed between what was shown and what was ticked. What was not on the page stays as it
    /// is.
    ///
    /// @param shown keys of the choices that were on the page
    /// @param ticked those of them with a yes
    void decide(Address own, Set<String> shown, Set<String> ticked, Texts texts, String from) {
        for (Point point : points(own, texts)) {
            for (Choice choice : point.choices()) {
                boolean yes = ticked.contains(choice.key());
                if (!shown.contains(choice.key()) || yes == choice.yes()) {
                    continue;
                }
                var purpose = choice.purpose().purpose();
                if (!yes) {
                    ledger.withdraw(point.address(), purpose, Origin.customer(Origin.Source.LINK, "preferences", from));
                } else if (point.own() && !point.blocked()) {
                    suppressions.takeStopBack(point.address(), purpose);
                    ledger.give(
                            point.address(),
                            purpose,
                            new Origin(
                                    Origin.Source.WEB,
                                    purpose.needsYes() ? Origin.Basis.CONSENT : Origin.Basis.SERVICE,
                                    choice.quoted(),
                                    "preferences",
                                    "customer",
                                    from));
                }
            }
        }
    }

    /// No to all that needs a yes on this address, as the one button of the link says.
    void stop(Address address, Origin origin) {
        ledger.stop(address, origin);
    }

    /// The same for each of the person's addresses: nothing more, on no channel.
    void stopAll(Address own, Texts texts, String from) {
        var origin = Origin.customer(Origin.Source.LINK, "preferences-nothing", from);
        points(own, texts).forEach(point -> ledger.stop(point.address(), origin));
    }

    /// Takes the customer's own stop back.
    void again(Address address, Origin origin) {
        suppressions.takeStopBack(address, Purpose.MARKETING);
        ledger.give(address, Purpose.MARKETING, origin);
    }

    /// Whose address it is, where that is one person.
    Optional<SelfService.Self> self(Address address) {
        return selves.of(address);
    }

    boolean mayCorrect() {
        return asked.rules().now().customersCorrect();
    }

    /// Changes language, and name and postal address where the shop allows it; a field that was not sent stays.
    void mend(Address address, UnaryOperator<@Nullable String> sent) {
        selves.of(address).ifPresent(self -> {
            String language = sent.apply("language");
            if (language != null && Texts.LANGUAGES.contains(language)) {
                selves.speak(self.id(), language);
            }
            if (mayCorrect() && sent.apply("first_name") != null) {
                var details = new SelfService.Details(
                        text(sent, "first_name"),
                        text(sent, "last_name"),
                        text(sent, "street"),
                        text(sent, "postcode"),
                        text(sent, "city"));
                if (details.fits()) {
                    selves.correct(self.id(), details);
                }
            }
        });
    }

    private static String text(UnaryOperator<@Nullable String> sent, String field) {
        return Objects.requireNonNullElse(sent.apply(field), "").strip();
    }

    private Map<String, String> states(Address address) {
        return jdbc
                .sql("SELECT purpose, state FROM consent.standing WHERE address = :address AND channel = :channel")
                .param("address", address.value())
                .param("channel", address.channel().name())
                .query((row, _) -> Map.entry(row.getString("purpose"), row.getString("state")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Enough for its owner to know it by; a link that is passed on tells no address.
    static String masked(String address) {
        int at = address.indexOf('@');
        return at > 0
                ? address.charAt(0) + "…" + address.substring(at)
                : address.substring(0, Math.min(4, address.length())) + " … " + address.substring(address.length() - 2);
    }
}
