package utskick.segment;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import utskick.kernel.SqlQuery;

/// Saved selections, and who is in them: counted, listed, explained, and turned into the audience of a mailing. All of
/// these run the same compiled query.
public final class Segments {

    private final SegmentStore store;
    private final Selector selector;
    private final HandLists handLists;
    private final List<SegmentUse> uses;
    private final Clock clock;
    private final Newest newest = new Newest();

    Segments(SegmentStore store, Selector selector, HandLists handLists, List<SegmentUse> uses, Clock clock) {
        this.store = store;
        this.selector = selector;
        this.handLists = handLists;
        this.uses = uses;
        this.clock = clock;
    }

    /// All selections by name.
    public List<Segment> list() {
        return store.list();
    }

    public Optional<Segment> get(long id) {
        return store.get(id);
    }

    /// A selection of this name in no folder, which is the actor's.
    ///
    /// @throws CriterionRefused when the name is missing, or the selection contains itself or one that is gone
    public Saved create(String name, String description, Criterion criterion, String actor) {
        return create(new Keeping(name, description, "", actor), criterion, actor);
    }

    /// @throws CriterionRefused when the name is missing, or the selection contains itself or one that is gone
    public Saved create(Keeping keeping, Criterion criterion, String actor) {
        selector.check(criterion);
        handLists.require(criterion);
        return store.insert(keeping.checked(), criterion, actor, clock.instant());
    }

    /// Changes a selection, if it still is the `version` that the change was made from.
    ///
    /// @throws CriterionRefused when the name is missing, or the selection contains itself or one that is gone
    public Saved change(Segment changed, String actor) {
        selector.check(changed.id(), changed.criterion());
        handLists.require(changed.criterion());
        return store.update(changed, changed.keeping().checked(), actor, clock.instant());
    }

    /// Another one that says the same, for the actor to change. Customers picked by hand are copied too, so that
    /// the two lists have nothing to do with each other.
    ///
    /// @param copyOf the beginning of its name
    public Saved duplicate(Segment segment, String copyOf, String actor) {
        var keeping = new Keeping(
                free(copyOf), segment.description(), segment.keeping().folder(), actor);
        return create(keeping, handLists.copied(segment.criterion(), actor), actor);
    }

    /// What it was before, the newest save first; 200 at most.
    public List<PastSave> history(long id) {
        return store.history(id, 200);
    }

    /// The folders that selections lie in.
    public List<String> folders() {
        return store.folders();
    }

    /// What uses a selection: other selections, and mailings.
    public List<SegmentUse.User> usesOf(long id) {
        return Stream.concat(store.segmentsWith(id).stream(), uses.stream().flatMap(use -> use.usesOf(id).stream()))
                .toList();
    }

    /// Deletes a selection that nothing uses.
    ///
    /// @return false when it is used
    public boolean delete(long id) {
        return usesOf(id).isEmpty() && store.delete(id);
    }

    /// Asks for an open builder, and stops what it asked before and does not want any more.
    ///
    /// @param asker what the builder goes by; anything else stops nothing
    /// @param turn grows from one question of the builder to the next
    /// @return empty when the builder has asked something newer, or was left
    <T> Optional<T> newest(@Nullable String asker, long turn, Supplier<T> question) {
        return newest.ask(Newest.asker(asker), turn, question);
    }

    /// Stops what an open builder asks, for nobody waits for the answer any more.
    void left(@Nullable String asker) {
        newest.stop(Newest.asker(asker));
    }

    /// What the editors of a selection offer.
    Choices choices() {
        return selector.choices();
    }

    /// @throws CriterionRefused when it cannot be asked, for instance because a group that it names is gone
    public void check(Criterion criterion) {
        selector.check(criterion);
        handLists.require(criterion);
    }

    /// How many customers a criterion is true for.
    public long count(Criterion criterion) {
        return selector.count(criterion);
    }

    /// Counts a saved selection and remembers the figure.
    public long count(Segment segment) {
        long count = selector.count(segment.criterion());
        store.counted(segment.id(), count, clock.instant());
        return count;
    }

    /// How the rows narrow the register down.
    public Funnel funnel(Criterion.Group group) {
        return selector.funnel(group);
    }

    /// Who it is, by customer id: those after `after` (0 begins), whose name or number holds `search` (empty: all).
    public List<Selected> page(Criterion criterion, String search, long after, int limit) {
        return selector.page(criterion, search, after, limit);
    }

    /// Who it is, as a query with one column, `customer_id`: for files and lists, however many.
    public SqlQuery customers(Criterion criterion) {
        return selector.customers(criterion);
    }

    /// Why a customer is in or out.
    public Optional<Explanation> explain(Criterion criterion, long customerId) {
        return selector.explain(criterion, customerId);
    }

    /// The audience as a query to freeze: rows `(customer_id bigint, address text, language text, fields text[],
    /// reason text)`, each customer of the selection once; `reason` is null for a recipient, else a key of
    /// [LeftOutReason].
    ///
    /// @throws CriterionRefused when a selection is gone or contains itself
    /// @throws IllegalArgumentException when a field is none of the register's
    public SqlQuery audience(Audience audience) {
        return selector.audience(audience);
    }

    /// How many get it, and how many not for each reason.
    public Waterfall waterfall(Audience audience) {
        return selector.waterfall(audience);
    }

    /// The names behind a figure of the waterfall, by customer id, those after `after` (0 begins).
    public List<Selected> leftOut(Audience audience, LeftOutReason reason, long after, int limit) {
        return selector.audiencePage(audience, Optional.of(reason), after, limit);
    }

    /// The recipients by name, by customer id, those after `after` (0 begins).
    public List<Selected> recipients(Audience audience, long after, int limit) {
        return selector.audiencePage(audience, Optional.empty(), after, limit);
    }

    /// Makes the opt-out links of the recipients clickable; needed before a mailing whose text has
    /// [Audience#OPT_OUT].
    public int openOptOuts(Audience audience) {
        return selector.openOptOuts(audience);
    }

    /// The name, or the name with the lowest number behind it that nobody has taken.
    private String free(String wanted) {
        String begin = wanted.length() > 90 ? wanted.substring(0, 90).strip() : wanted;
        var taken = store.namesLike(begin).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return Stream.iterate(1, i -> i + 1)
                .map(i -> i == 1 ? begin : begin + " " + i)
                .filter(name -> !taken.contains(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow();
    }
}
