package utskick.api;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import utskick.consent.ConsentLedger;
import utskick.consent.ConsentState;
import utskick.consent.Origin;
import utskick.consent.Purposes;
import utskick.consent.Rules;
import utskick.consent.Said;
import utskick.customer.Customer;
import utskick.customer.PhoneReader;
import utskick.kernel.Address;
import utskick.kernel.Channel;

/// Takes what a program says about consent to the ledger, once: a word that stands there with the same time and source
/// is not said again.
final class SentConsents {

    /// Clocks differ.
    private static final Duration AHEAD = Duration.ofMinutes(10);

    private final ConsentLedger ledger;
    private final Purposes purposes;
    private final Rules rules;
    private final Clock clock;
    private final PhoneReader phones = new PhoneReader();

    SentConsents(ConsentLedger ledger, Purposes purposes, Rules rules, Clock clock) {
        this.ledger = ledger;
        this.purposes = purposes;
        this.rules = rules;
        this.clock = clock;
    }

    /// @param written entries that the ledger took
    /// @param problems by place; then nothing was written
    record Taken(int written, Map<String, String> problems) {}

    Taken take(Customer customer, List<SentConsent> consents, String actor) {
        Map<String, String> problems = new LinkedHashMap<>();
        List<Said> said = new ArrayList<>();
        for (var consent : consents) {
            var addresses = addresses(customer, consent);
            if (addresses.isEmpty()) {
                problems.put(consent.place() + (consent.address().isEmpty() ? "" : "/address"), "no_address");
            }
            if (consent.at().isAfter(clock.instant().plus(AHEAD))) {
                problems.put(consent.place() + "/at", "future");
            }
            if (purposes.active().stream().noneMatch(it -> it.purpose().equals(consent.purpose()))) {
                problems.put(consent.place() + "/purpose", "unknown_word");
            }
            objection(customer, consent).ifPresent(it -> problems.put(consent.place() + place(it), problem(it)));
            for (var address : addresses) {
                if (!stands(address, consent)) {
                    said.add(new Said(
                            address, consent.purpose(), consent.state(), by(actor, consent.origin()), consent.at()));
                }
            }
        }
        return problems.isEmpty() && !said.isEmpty()
                ? new Taken(ledger.record(said), problems)
                : new Taken(0, problems);
    }

    /// A program may do no more than a user: no ground that the law does not know where the customer lives.
    private Optional<Rules.Objection> objection(Customer customer, SentConsent consent) {
        boolean company = customer.kind() == Customer.Kind.COMPANY || customer.companyId() != null;
        return consent.state() == ConsentState.GIVEN && consent.purpose().needsYes()
                ? rules.objection(
                        consent.origin().basis(),
                        customer.country(),
                        company,
                        consent.origin().sale(),
                        LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC))
                : Optional.empty();
    }

    private static String place(Rules.Objection objection) {
        return objection == Rules.Objection.SALE ? "/saleDate" : "/basis";
    }

    private static String problem(Rules.Objection objection) {
        return switch (objection) {
            case EXISTING -> "only_consent";
            case SALE -> "no_sale";
            case COMPANY -> "no_company";
        };
    }

    private static Origin by(String actor, Origin origin) {
        return new Origin(
                origin.source(),
                origin.basis(),
                origin.wording(),
                origin.detail(),
                actor,
                origin.evidence(),
                origin.sale());
    }

    private List<Address> addresses(Customer customer, SentConsent consent) {
        String wanted = consent.address().isEmpty() || consent.channel() == Channel.EMAIL
                ? consent.address().strip().toLowerCase(java.util.Locale.ROOT)
                : phone(consent.address(), customer.country());
        List<Address> addresses = new ArrayList<>();
        for (var point : customer.contactPoints()) {
            var address = point.address();
            if (address != null
                    && point.channel() == consent.channel()
                    && (wanted.isEmpty() || address.equals(wanted))) {
                addresses.add(Address.of(point.channel(), address));
            }
        }
        return addresses.stream().distinct().toList();
    }

    private String phone(String written, String country) {
        var number = phones.read(written, country).number();
        return number == null ? written : number.value();
    }

    private boolean stands(Address address, SentConsent consent) {
        return ledger.history(address).stream()
                .anyMatch(entry -> entry.purpose().equals(consent.purpose())
                        && entry.state() == consent.state()
                        && entry.origin().source() == consent.origin().source()
                        && entry.at().equals(consent.at()));
    }
}
