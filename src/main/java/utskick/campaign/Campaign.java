package utskick.campaign;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.dispatch.BatchId;
import utskick.kernel.Channel;
import utskick.kernel.MergeField;
import utskick.segment.Audience;
import utskick.segment.Criterion;
import utskick.template.Wording;

/// What is said to whom, when. It can be changed until it is launched; the launch itself is a batch of the engine.
///
/// @param version goes up with every save
public record Campaign(
        long id,
        String name,
        Channel channel,
        State state,
        int version,
        Who who,
        What what,
        When when,
        @Nullable Review review,
        Change changed,
        @Nullable Change launched) {

    /// How far it has come, as the database knows it. While it is launched, its batch says the rest.
    public enum State {
        DRAFT,
        /// Frozen and counted, or being so.
        REVIEWED,
        LAUNCHED,
        DONE,
        CANCELLED;

        String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    boolean saysTheSameAs(Campaign other) {
        return name.equals(other.name) && who.equals(other.who) && what.equals(other.what) && when.equals(other.when);
    }

    /// Who is meant to get it.
    ///
    /// @param include saved selections; `everybody` makes them needless
    /// @param labels the contact points to use, the first choice first; none: any
    /// @param limits who is spared although a selection has them
    public record Who(
            boolean everybody,
            List<Long> include,
            List<Long> exclude,
            List<Long> customers,
            String purpose,
            List<String> labels,
            Audience.Limits limits) {

        /// Without limits.
        public Who(
                boolean everybody,
                List<Long> include,
                List<Long> exclude,
                List<Long> customers,
                String purpose,
                List<String> labels) {
            this(everybody, include, exclude, customers, purpose, labels, Audience.Limits.NONE);
        }

        public Who {
            include = List.copyOf(include);
            exclude = List.copyOf(exclude);
            customers = List.copyOf(customers);
            labels = List.copyOf(labels);
        }

        /// Whether nobody has been chosen yet.
        public boolean isEmpty() {
            return !everybody && include.isEmpty() && customers.isEmpty();
        }

        /// Whether it needs a yes and so carries a way out: all but service messages.
        public boolean marketing() {
            return !purpose.equals("service");
        }

        Audience audience(Channel channel, List<MergeField> fields) {
            var all = everybody ? Stream.<Criterion>of(Criterion.all()) : Stream.<Criterion>empty();
            return new Audience(
                    new Audience.Who(
                            Stream.concat(all, include.stream().map(Criterion.InSegment::new))
                                    .toList(),
                            exclude.stream()
                                    .<Criterion>map(Criterion.InSegment::new)
                                    .toList(),
                            customers),
                    channel,
                    purpose,
                    labels,
                    fields,
                    limits);
        }
    }

    /// What is said, and as whom. The wording is as typed, without the opt-out.
    ///
    /// @param sender a name or number, or an e-mail address
    /// @param counted whether clicks on the links of the text are counted
    public record What(@Nullable Long accountId, String sender, OptOut optOut, Wording wording, boolean counted) {

        /// Without counting.
        public What(@Nullable Long accountId, String sender, OptOut optOut, Wording wording) {
            this(accountId, sender, optOut, wording, false);
        }
    }

    /// How a recipient gets out of a marketing SMS. In an e-mail it is always the link.
    public enum OptOut {
        LINK,
        /// STOP to the sender or to the account's reply number.
        REPLY
    }

    /// @param notBefore null: as soon as it is confirmed
    /// @param notAfter what has not left by then is cancelled
    /// @param dryRun everything is counted, nothing is sent
    public record When(
            @Nullable Instant notBefore, @Nullable Instant notAfter, boolean dryRun) {

        static final When NOW = new When(null, null, false);
    }

    /// The last review.
    ///
    /// @param command its own name: a review asked for twice is one
    /// @param batch what it froze, null while it does
    /// @param problem the key of why it came to nothing
    public record Review(
            UUID command,
            Instant at,
            @Nullable BatchId batch,
            @Nullable String problem) {}

    /// One save of an open page.
    ///
    /// @param page a name of its own for each page that is opened
    /// @param turn grows from one save of the page to the next, in the order in which they were sent
    public record Edit(UUID page, long turn) {

        /// The only save of a page.
        static Edit single() {
            return new Edit(UUID.randomUUID(), 0);
        }
    }

    /// Who did the last of something, and when.
    public record Change(String by, Instant at) {}

    /// Whether it can still be changed.
    public boolean editable() {
        return state == State.DRAFT || state == State.REVIEWED;
    }

    /// The batch of the last review, which is the one that was launched.
    public @Nullable BatchId batch() {
        return review == null ? null : review.batch();
    }
}
