package utskick.campaign;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import utskick.campaign.Campaign.OptOut;
import utskick.campaign.Problem.Field;
import utskick.gateway.Account;
import utskick.gateway.Accounts;
import utskick.kernel.Channel;
import utskick.kernel.EmailAddress;
import utskick.kernel.FieldCatalog;
import utskick.kernel.SqlQuery;
import utskick.link.Links;
import utskick.link.Target;
import utskick.segment.Audience;
import utskick.segment.CriterionRefused;
import utskick.segment.Segments;
import utskick.template.Content;
import utskick.template.ContentProblem;
import utskick.template.SenderId;
import utskick.template.WebLinks;
import utskick.template.Wording;
import utskick.web.Texts;

/// Puts the parts of a campaign together: what is said becomes a content with its opt-out, who gets it the query of an
/// audience with each recipient's link. Preview, check, test and launch all start here, so they cannot differ.
final class Composer {

    private static final int LONGEST_NAME = 100;

    /// Opt-outs and preferences, sign-up forms, and counted links of another mailing.
    private static final List<String> OWN_PAGES = List.of("a/", "f/", "l/");

    /// As long as a real token, of letters that cost as much.
    private static final String PLACEHOLDER = "x".repeat(Links.TOKEN_LENGTH);

    private final Segments segments;
    private final FieldCatalog catalog;
    private final Accounts accounts;
    private final Links links;
    private final Supplier<String> publicAddress;

    /// @param publicAddress where customers reach us, such as `https://butiken.example`
    Composer(Segments segments, FieldCatalog catalog, Accounts accounts, Links links, Supplier<String> publicAddress) {
        this.segments = segments;
        this.catalog = catalog;
        this.accounts = accounts;
        this.links = links;
        this.publicAddress = publicAddress;
    }

    /// As it is while it is written: in the place of the tokens of counted links stands what is as long.
    Content content(Campaign campaign) {
        return content(campaign, targets -> targets.stream().collect(Collectors.toMap(it -> it, _ -> PLACEHOLDER)));
    }

    /// As it is sent, with its links opened, and tokens of their own for those who have said yes to that.
    ///
    /// @throws CriterionRefused when a selection is gone
    Content contentToSend(Campaign campaign) {
        var content = content(campaign, targets -> links.open(campaign.id(), targets));
        if (hasCountedLinks(content)) {
            links.personalise(
                    campaign.id(),
                    campaign.channel(),
                    segments.audience(rules(campaign, content).bare()));
        }
        return content;
    }

    /// As a test has it: its links lead on, and nobody's click on them counts.
    Content contentToTest(Campaign campaign) {
        return content(campaign, targets -> links.openForTest(campaign.id(), targets));
    }

    Links links() {
        return links;
    }

    private Content content(Campaign campaign, Function<List<Target>, Map<Target, String>> tokens) {
        var typed = Content.of(wording(campaign), catalog.fields());
        // what is wrong is told as it was typed; a text too long may yet become shorter
        boolean readable = typed.problems().stream().allMatch(it -> it.kind() == ContentProblem.Kind.TOO_MANY_PARTS);
        var targets = campaign.what().counted() && readable ? targets(typed.wording()) : List.<Target>of();
        if (targets.isEmpty()) {
            return typed;
        }
        var known = tokens.apply(targets);
        var base = linkBase(campaign.channel(), Links.PATH);
        Map<Target, String> written = new HashMap<>();
        var fields = new ArrayList<>(catalog.fields());
        for (int i = 0; i < targets.size(); i++) {
            var field = Content.link(i + 1);
            fields.add(field);
            written.put(targets.get(i), "%s{{%s|%s}}".formatted(base, field.name(), known.get(targets.get(i))));
        }
        return Content.of(
                WebLinks.replaced(
                        typed.wording(), it -> Target.of(it).flatMap(to -> Optional.ofNullable(written.get(to)))),
                fields);
    }

    /// What may be counted: not our own pages, on which people say no.
    private List<Target> targets(Wording wording) {
        var own = Target.of(publicAddress() + "/").map(Target::address).orElse("-");
        return WebLinks.in(wording).stream()
                .flatMap(it -> Target.of(it).stream())
                .distinct()
                .filter(it -> OWN_PAGES.stream().noneMatch(path -> it.address().startsWith(own + path)))
                .toList();
    }

    private static boolean hasCountedLinks(Content content) {
        return content.fields().stream().anyMatch(it -> Content.linkNumber(it) > 0);
    }

    /// The account of the campaign, if it can be used.
    Optional<Account> account(Campaign campaign) {
        var id = campaign.what().accountId();
        return id == null
                ? Optional.empty()
                : accounts.account(id).filter(it -> it.enabled() && it.channel() == campaign.channel());
    }

    /// The accounts that can carry a channel; none: the channel is off (F9).
    List<Account> accounts(Channel channel) {
        return accounts.all().stream()
                .filter(it -> it.enabled() && it.channel() == channel)
                .toList();
    }

    /// The audience as [Segments#audience] gives it, with whole opt-out addresses in the place of their tokens.
    ///
    /// @throws CriterionRefused when a selection is gone
    SqlQuery audience(Campaign campaign, Content content) {
        return linked(
                segments.audience(rules(campaign, content)),
                campaign.channel(),
                content,
                hasCountedLinks(content) ? Links.personal(campaign.id()) : null);
    }

    /// The same rules for people picked one by one, whoever they are. Nobody is counted by name.
    SqlQuery audienceOf(Campaign campaign, Content content, List<Long> customers, String purpose) {
        var who = new Campaign.Who(
                false, List.of(), List.of(), customers, purpose, campaign.who().labels());
        return linked(
                segments.audience(who.audience(
                        campaign.channel(), rules(campaign, content).fields())),
                campaign.channel(),
                content,
                null);
    }

    Audience rules(Campaign campaign, Content content) {
        return campaign.who()
                .audience(
                        campaign.channel(),
                        content.fields().stream()
                                .filter(it -> Content.linkNumber(it) == 0)
                                .map(it -> it.equals(Content.OPT_OUT_LINK) ? Audience.OPT_OUT : it)
                                .toList());
    }

    /// What a link of this installation begins with.
    ///
    /// @param path such as `/a/`
    private String linkBase(Channel channel, String path) {
        var base = publicAddress() + path;
        // a phone knows an address by its domain, and each character may cost a part
        return channel == Channel.SMS && base.startsWith("https://") ? base.substring("https://".length()) : base;
    }

    private String publicAddress() {
        return publicAddress.get().replaceFirst("/+$", "");
    }

    /// With what the register does not know: whole opt-out addresses, and the tokens of those who have their own.
    ///
    /// @param personal null where nobody has
    private SqlQuery linked(SqlQuery audience, Channel channel, Content content, @Nullable SqlQuery personal) {
        if (!hasCountedLinks(content) && !content.fields().contains(Content.OPT_OUT_LINK)) {
            return audience;
        }
        var params = new HashMap<>(audience.params());
        params.put("campaignLink", linkBase(channel, "/a/"));
        var values = new ArrayList<String>();
        int known = 0;
        for (var field : content.fields()) {
            int number = Content.linkNumber(field);
            if (number > 0) {
                values.add(personal == null ? "''" : "coalesce(t.tokens ->> '%d', '')".formatted(number));
                continue;
            }
            known++;
            values.add(
                    field.equals(Content.OPT_OUT_LINK)
                            ? "coalesce(CAST(:campaignLink AS text) || nullif(l.fields[%d], ''), '')".formatted(known)
                            : "l.fields[%d]".formatted(known));
        }
        var join = "";
        if (personal != null) {
            params.putAll(personal.params());
            join = " LEFT JOIN (%s) t ON t.customer_id = l.customer_id".formatted(personal.text());
        }
        return new SqlQuery(
                "SELECT l.customer_id, l.address, l.language, ARRAY[%s] AS fields, l.reason FROM (%s) l%s"
                        .formatted(String.join(", ", values), audience.text(), join),
                params);
    }

    private Wording wording(Campaign campaign) {
        var typed = campaign.what().wording();
        if (!campaign.who().marketing()) {
            return typed;
        }
        var texts = Texts.of(typed.language());
        var link = "{{" + Content.OPT_OUT_LINK.name() + "}}";
        return typed.withOptOut(
                switch (campaign.channel()) {
                    case EMAIL -> texts.t("campaign.opt_out.email", link);
                    case SMS ->
                        campaign.what().optOut() == OptOut.LINK
                                ? texts.t("campaign.opt_out.link", link)
                                : replyText(campaign, texts);
                });
    }

    private String replyText(Campaign campaign, Texts texts) {
        if (canReceive(campaign.what().sender())) {
            return texts.t("campaign.opt_out.reply");
        }
        return replyNumber(campaign)
                .map(number -> texts.t("campaign.opt_out.reply_to", number))
                .orElse("");
    }

    /// Whether STOP can be answered to the sender itself.
    static boolean canReceive(String sender) {
        return SenderId.problem(sender).isEmpty() && new SenderId(sender).canReceive();
    }

    /// As it goes into the messages: numbers without what people put between digits.
    String sender(Campaign campaign) {
        var sender = campaign.what().sender();
        return campaign.channel() == Channel.SMS ? new SenderId(sender).value() : new EmailAddress(sender).value();
    }

    /// A number of the account that people may write to, where there is one.
    Optional<String> replyNumber(Campaign campaign) {
        return account(campaign).map(Account::replyNumber).filter(it -> !it.isBlank());
    }

    /// Everything that keeps the campaign from being sent, but what only its audience can tell.
    List<Problem> problems(Campaign campaign, Content content, Instant now) {
        var problems = new ArrayList<Problem>();
        if (campaign.name().isBlank() || campaign.name().length() > LONGEST_NAME) {
            problems.add(Problem.of(Field.NAME, "campaign.problem.name", LONGEST_NAME));
        }
        if (campaign.who().isEmpty()) {
            problems.add(Problem.of(Field.WHO, "campaign.problem.who"));
        } else {
            try {
                segments.audience(rules(campaign, Content.of(Wording.sms("-"), List.of())));
            } catch (CriterionRefused _) {
                problems.add(Problem.of(Field.WHO, "campaign.problem.selection"));
            }
        }
        if (account(campaign).isEmpty()) {
            problems.add(Problem.of(Field.ACCOUNT, "campaign.problem.account"));
        }
        problems.addAll(senderProblems(campaign));
        content.problems().forEach(it -> problems.add(of(it)));
        problems.addAll(timeProblems(campaign.when(), now));
        return problems;
    }

    /// What is wrong with the sender, and whether people can get out by it.
    List<Problem> senderProblems(Campaign campaign) {
        var sender = campaign.what().sender();
        if (campaign.channel() == Channel.EMAIL) {
            return isEmail(sender) ? List.of() : List.of(Problem.of(Field.SENDER, "campaign.problem.sender_email"));
        }
        var problem = SenderId.problem(sender);
        if (problem.isPresent()) {
            return List.of(Problem.of(
                    Field.SENDER, problem.get().messageKey(), problem.get().arguments()));
        }
        boolean stuck = campaign.who().marketing()
                && campaign.what().optOut() == OptOut.REPLY
                && !canReceive(sender)
                && replyNumber(campaign).isEmpty();
        return stuck ? List.of(Problem.of(Field.OPT_OUT, "campaign.problem.opt_out")) : List.of();
    }

    static Problem of(ContentProblem problem) {
        var field = switch (problem.place()) {
            case SUBJECT -> Field.SUBJECT;
            case HTML -> Field.HTML;
            case SENDER -> Field.SENDER;
            case TEXT, OPT_OUT -> Field.TEXT;
        };
        return Problem.of(field, problem.messageKey(), problem.arguments());
    }

    private static List<Problem> timeProblems(Campaign.When when, Instant now) {
        var from = when.notBefore() == null ? now : when.notBefore();
        if (from.isBefore(now)) {
            return List.of(Problem.of(Field.WHEN, "campaign.problem.past"));
        }
        return when.notAfter() != null && !when.notAfter().isAfter(from)
                ? List.of(Problem.of(Field.WHEN, "campaign.problem.not_after"))
                : List.of();
    }

    private static boolean isEmail(String address) {
        try {
            return !new EmailAddress(address).value().isEmpty();
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
