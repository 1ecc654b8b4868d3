package utskick.consent;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.util.HtmlUtils;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import utskick.customer.SelfService;
import utskick.kernel.Address;
import utskick.kernel.Channel;
import utskick.web.Texts;

/// Signing up in two steps: somebody types an address and ticks what they want, and the owner of the address confirms
/// by the code of an SMS or the link of an e-mail. Only then is anything written down. Whoever types learns nothing
/// about the address: the answer is the same for all.
final class SignUps {

    private static final Logger log = LoggerFactory.getLogger(SignUps.class);
    private static final Duration CODE_LIVES = Duration.ofMinutes(30);
    private static final Duration LINK_LIVES = Duration.ofDays(3);
    private static final Duration KEPT = Duration.ofDays(7);
    /// Of a code with six digits: so a guess has five chances in a million.
    private static final int TRIES = 5;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final ConsentLedger ledger;
    private final SuppressionList suppressions;
    private final Parts parts;
    private final TransactionOperations transaction;
    private final JdbcClient jdbc;
    private final SecureRandom random = new SecureRandom();

    SignUps(
            ConsentLedger ledger,
            SuppressionList suppressions,
            Parts parts,
            TransactionOperations transaction,
            JdbcClient jdbc) {
        this.ledger = ledger;
        this.suppressions = suppressions;
        this.parts = parts;
        this.transaction = transaction;
        this.jdbc = jdbc;
    }

    /// What else it takes.
    ///
    /// @param publicAddress where customers reach us, such as `https://butiken.example`
    record Parts(
            ConfirmationSender sender,
            SelfService selves,
            Attempts attempts,
            Clock clock,
            Supplier<String> publicAddress) {}

    /// What somebody asks for.
    ///
    /// @param wordings the sentence that was ticked, as the ledger quotes it, by purpose
    /// @param from the internet address
    record Wish(Address address, String firstName, Map<Purpose, String> wordings, String from) {}

    /// Takes the wish down and asks the address's owner.
    ///
    /// @return the ticket that belongs to the code; also where nothing was sent
    String ask(SignUpForm form, Wish wish, Texts texts) {
        String ticket = token();
        boolean sms = wish.address().channel() == Channel.SMS;
        String secret = sms ? "%06d".formatted(random.nextInt(1_000_000)) : token();
        Instant now = parts.clock().instant();
        if (!parts.attempts()
                .allows(Attempts.Kind.ADDRESS, hashed(wish.address().value()))) {
            log.info("a sign-up was not sent: too many for one address");
            return ticket;
        }
        var quoted = new LinkedHashMap<String, String>();
        wish.wordings().forEach((purpose, wording) -> quoted.put(purpose.key(), wording));
        jdbc.sql("""
                INSERT INTO consent.sign_up (form_id, ticket, secret_hash, channel, address, first_name, language, wordings,
                                             asked_from, asked_at, expires_at)
                VALUES (:form, :ticket, :secret, :channel, :address, :first_name, :language, :wordings::jsonb, :from, :now,
                        :expires)
                """)
                .param("form", form.id())
                .param("ticket", ticket)
                .param("secret", digest(sms ? ticket + " " + secret : secret))
                .param("channel", wish.address().channel().name())
                .param("address", wish.address().value())
                .param("first_name", wish.firstName())
                .param("language", texts.language())
                .param("wordings", JSON.writeValueAsString(quoted))
                .param("from", wish.from())
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(sms ? CODE_LIVES : LINK_LIVES)))
                .update();
        if (!parts.sender().canSend(wish.address().channel())) {
            log.warn(
                    "a sign-up could not be confirmed: no account for {} is switched on",
                    wish.address().channel());
            return ticket;
        }
        parts.sender()
                .send(
                        wish.address(),
                        texts.language(),
                        texts.t("consent.signup.mail.subject", form.title()),
                        texts.t(
                                sms ? "consent.signup.sms" : "consent.signup.mail",
                                form.title(),
                                ConfirmationSender.PLACE),
                        sms ? secret : base() + "/f/c/" + secret);
        return ticket;
    }

    /// The form as a piece of HTML for the shop's own site, in the form's language and with today's sentences.
    String snippet(SignUpForm form, PreferenceCentre.Asked asked) {
        var texts = Texts.of(form.language());
        var html = new StringBuilder();
        html.append("<form method=\"post\" action=\"%s/f/%s\" data-once>%n".formatted(base(), form.slug()));
        html.append("  <p><label>%s <input name=\"address\" required></label></p>%n"
                .formatted(escaped(texts.t("consent.signup.address." + form.kind()))));
        html.append("  <p><label>%s <input name=\"first_name\" autocomplete=\"given-name\"></label></p>%n"
                .formatted(escaped(texts.t("consent.signup.name"))));
        for (Purpose purpose : form.purposes()) {
            String name = asked.purposes()
                    .find(purpose.key())
                    .map(it -> it.name(texts))
                    .orElse(purpose.key());
            var wording = asked.wordings().current(purpose, name, form.kind(), texts, form.storeId());
            html.append(
                    "  <input type=\"hidden\" name=\"seen-%s\" value=\"%d\">%n".formatted(purpose.key(), wording.id()));
            html.append("  <p><label><input type=\"checkbox\" name=\"yes-%s\" value=\"1\"> %s</label></p>%n"
                    .formatted(purpose.key(), escaped(wording.text())));
        }
        html.append("  <input name=\"website\" hidden tabindex=\"-1\" autocomplete=\"off\">\n");
        html.append("  <button>%s</button>%n</form>%n".formatted(escaped(texts.t("consent.signup.button"))));
        html.append("<script src=\"%s/f/embed.js\" defer></script>%n".formatted(base()));
        return html.toString();
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    /// Confirms by the code of an SMS.
    Optional<SignUpForm> confirm(String ticket, String code, SignUpForms forms, String from) {
        return take("""
                UPDATE consent.sign_up SET tries = tries + 1,
                       confirmed_at = CASE WHEN secret_hash = :secret THEN CAST(:now AS timestamptz) END
                WHERE ticket = :ticket AND channel = 'SMS' AND confirmed_at IS NULL AND expires_at > :now
                  AND tries < :tries
                RETURNING *
                """, Map.of("ticket", ticket, "secret", digest(ticket + " " + code), "tries", TRIES), forms, from);
    }

    /// Confirms by the link of an e-mail; a second time changes nothing and is fine.
    Optional<SignUpForm> confirm(String token, SignUpForms forms, String from) {
        return take("""
                UPDATE consent.sign_up SET confirmed_at = coalesce(confirmed_at, CAST(:now AS timestamptz))
                WHERE secret_hash = :secret AND channel = 'EMAIL' AND expires_at > :now
                RETURNING *
                """, Map.of("secret", digest(token)), forms, from);
    }

    /// Whether the link of an e-mail can be confirmed, and for which form. Changes nothing.
    Optional<SignUpForm> look(String token, SignUpForms forms) {
        return jdbc.sql("""
                SELECT form_id FROM consent.sign_up
                WHERE secret_hash = :secret AND channel = 'EMAIL' AND expires_at > :now
                """)
                .param("secret", digest(token))
                .param("now", Timestamp.from(parts.clock().instant()))
                .query(Long.class)
                .optional()
                .flatMap(forms::byId);
    }

    /// Forgets wishes that nobody confirmed, and the ones that are in the ledger by now.
    void sweep() {
        jdbc.sql("DELETE FROM consent.sign_up WHERE expires_at < :old")
                .param("old", Timestamp.from(parts.clock().instant().minus(KEPT)))
                .update();
    }

    private record Taken(
            long form, Address address, String firstName, String language, Map<String, String> wordings, String from) {}

    private Optional<SignUpForm> take(String update, Map<String, Object> params, SignUpForms forms, String from) {
        Optional<SignUpForm> done = transaction.execute(_ -> {
            var taken = jdbc.sql(update)
                    .params(new HashMap<>(params))
                    .param("now", Timestamp.from(parts.clock().instant()))
                    .query((row, _) -> row.getTimestamp("confirmed_at") == null
                            ? Optional.<Taken>empty()
                            : Optional.of(new Taken(
                                    row.getLong("form_id"),
                                    Address.of(Channel.valueOf(row.getString("channel")), row.getString("address")),
                                    row.getString("first_name"),
                                    row.getString("language"),
                                    wordings(row.getString("wordings")),
                                    row.getString("asked_from"))))
                    .optional()
                    .flatMap(it -> it);
            return taken.flatMap(it -> forms.byId(it.form()).map(form -> write(form, it, from)));
        });
        return done == null ? Optional.empty() : done;
    }

    /// Into the ledger, with where it was asked from and where it was confirmed from, and into the register.
    private SignUpForm write(SignUpForm form, Taken taken, String from) {
        taken.wordings().forEach((key, wording) -> {
            var purpose = new Purpose(key);
            suppressions.takeStopBack(taken.address(), purpose);
            ledger.give(
                    taken.address(),
                    purpose,
                    new Origin(
                            Origin.Source.WEB,
                            Origin.Basis.CONSENT,
                            wording,
                            form.slug(),
                            "customer",
                            "%s → %s".formatted(taken.from(), from)));
        });
        parts.selves().join(taken.address(), taken.firstName(), taken.language(), form.country(), form.storeId());
        return form;
    }

    private String base() {
        return parts.publicAddress().get().replaceFirst("/+$", "");
    }

    /// 128 bits, fit for an address in the web.
    private String token() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String hashed(String address) {
        return Seal.hex(digest(address)).substring(0, 32);
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }

    private static Map<String, String> wordings(String json) {
        return JSON.readValue(json, new TypeReference<LinkedHashMap<String, String>>() {});
    }
}
