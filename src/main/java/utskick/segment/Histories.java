package utskick.segment;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import utskick.web.PageModel;

/// Tells the saves of a selection as what each of them changed, from which words to which.
final class Histories {

    private final PageModel page;
    private final Words words;
    private final Map<String, String> owners;

    Histories(PageModel page, Choices choices, Map<String, String> owners) {
        this.page = page;
        this.words = new Words(page.texts(), choices);
        this.owners = owners;
    }

    /// @param saves the newest first
    List<HistoryLine> lines(List<PastSave> saves) {
        List<HistoryLine> lines = new ArrayList<>();
        for (int i = 0; i < saves.size(); i++) {
            var save = saves.get(i);
            var changes = changes(i + 1 < saves.size() ? saves.get(i + 1) : null, save);
            if (!changes.isEmpty()) {
                lines.add(new HistoryLine(page.dateTime(save.at()), name(save.actor()), changes));
            }
        }
        return lines;
    }

    private List<HistoryLine.Change> changes(@Nullable PastSave before, PastSave now) {
        if (now.added() > 0) {
            return List.of(new HistoryLine.Change(page.t("segment.history.added", now.added()), "", ""));
        }
        if (now.removed() > 0) {
            return List.of(new HistoryLine.Change(page.t("segment.history.removed", now.removed()), "", ""));
        }
        if (before == null) {
            return List.of(
                    new HistoryLine.Change(page.t("segment.history.created"), "", words.sentence(now.criterion())));
        }
        List<HistoryLine.Change> changes = new ArrayList<>();
        if (!before.criterion().equals(now.criterion())) {
            changes.add(new HistoryLine.Change(
                    page.t("segment.who"), words.sentence(before.criterion()), words.sentence(now.criterion())));
        }
        add(changes, "segment.name", before.keeping().name(), now.keeping().name());
        add(
                changes,
                "segment.description",
                before.keeping().description(),
                now.keeping().description());
        add(changes, "segment.folder", before.keeping().folder(), now.keeping().folder());
        add(
                changes,
                "segment.owner",
                name(before.keeping().owner()),
                name(now.keeping().owner()));
        return changes;
    }

    private void add(List<HistoryLine.Change> changes, String key, String before, String after) {
        if (!before.equals(after)) {
            changes.add(new HistoryLine.Change(page.t(key), before, after));
        }
    }

    private String name(String login) {
        return owners.getOrDefault(login, login);
    }
}
