package utskick.campaign;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import utskick.campaign.Problem.Field;
import utskick.gateway.Account;
import utskick.kernel.MergeField;
import utskick.kernel.Money;
import utskick.quota.Quotas;
import utskick.segment.Segment;
import utskick.segment.Selected;
import utskick.segment.Waterfall;
import utskick.template.Template;
import utskick.template.WebLinks;
import utskick.web.PageModel;

/// What lies on the desk while a campaign is written: the page of the five steps.
///
/// @param edit names this open page
/// @param picked the hand-picked customers, the first few of them
public record Desk(
        Campaign campaign, Choices choices, List<Selected> picked, Summary summary, Problems problems, UUID edit) {

    /// What there is to choose from.
    public record Choices(
            List<Segment> segments,
            List<String> labels,
            List<Account> accounts,
            List<Template> templates,
            List<MergeField> fields,
            Map<String, Map<String, String>> purposes) {

        /// The name of a selection, nothing when it is gone.
        public Optional<String> segment(long id) {
            return segments.stream()
                    .filter(it -> it.id() == id)
                    .map(Segment::name)
                    .findFirst();
        }
    }

    /// The sum at the side.
    ///
    /// @param waterfall null while nobody is chosen, or a selection is gone
    /// @param check what it costs, null while it is not known
    public record Summary(
            Campaign campaign,
            @Nullable Waterfall waterfall,
            @Nullable Check check,
            Quotas.Month month,
            @Nullable Account account) {

        /// What it would cost, null while that is not known.
        public @Nullable Money cost() {
            return check == null || account == null ? null : account.unitPrice().times(check.units());
        }

        public long recipients() {
            return waterfall == null ? 0 : waterfall.recipients();
        }

        public long leftOut() {
            return waterfall == null ? 0 : waterfall.selected() - waterfall.recipients();
        }

        /// What is left of the quota before and after; null where there is no limit or the cost is not known.
        public long @Nullable [] quota() {
            if (check == null || month.left().isEmpty()) {
                return null;
            }
            long left = month.left().getAsLong();
            return new long[] {left, left - check.units()};
        }
    }

    /// Whether the text has links that could be counted.
    public boolean linked() {
        return !WebLinks.in(campaign.what().wording()).isEmpty();
    }

    /// The texts under the editor's fields, by the names that the editor has for them.
    public Map<String, String> editorErrors(PageModel page) {
        var errors = new TreeMap<String, String>();
        for (var field : List.of(Field.SUBJECT, Field.TEXT, Field.HTML)) {
            var text = problems.text(page, field);
            if (text != null) {
                errors.put(field.name().toLowerCase(java.util.Locale.ROOT), text);
            }
        }
        return errors;
    }

    /// For a field of kind `datetime-local`.
    public static String local(PageModel page, @Nullable Instant instant) {
        return instant == null
                ? ""
                : LocalDateTime.ofInstant(instant, page.zone())
                        .truncatedTo(ChronoUnit.MINUTES)
                        .toString();
    }
}
