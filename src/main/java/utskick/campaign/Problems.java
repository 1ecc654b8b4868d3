package utskick.campaign;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import utskick.campaign.Problem.Field;
import utskick.web.PageModel;

/// What is wrong with a form, each thing for its place.
public record Problems(List<Problem> all) {

    public static final Problems NONE = new Problems(List.of());

    public Problems {
        all = List.copyOf(all);
    }

    public boolean isEmpty() {
        return all.isEmpty();
    }

    /// The text under a field, null when nothing is wrong there.
    public @Nullable String text(PageModel page, Field field) {
        var texts = all.stream()
                .filter(it -> it.field() == field)
                .map(it -> page.t(it.key(), it.args().toArray()))
                .distinct()
                .collect(Collectors.joining(" "));
        return texts.isEmpty() ? null : texts;
    }

    /// `true` for `aria-invalid`, null when nothing is wrong there.
    public @Nullable String invalid(Field field) {
        return all.stream().anyMatch(it -> it.field() == field) ? "true" : null;
    }

    /// Only what is wrong already, not what is merely not written yet: while somebody writes.
    public Problems begun(Campaign campaign) {
        return new Problems(all.stream()
                .filter(it -> !it.key().endsWith("_missing")
                        && !it.key().equals("campaign.problem.who")
                        && !(it.field() == Field.SENDER
                                && campaign.what().sender().isBlank()))
                .toList());
    }
}
