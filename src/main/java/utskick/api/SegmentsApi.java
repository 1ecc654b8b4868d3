package utskick.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import utskick.access.CurrentUser;
import utskick.segment.Criterion;
import utskick.segment.CriterionJson;
import utskick.segment.CriterionRefused;
import utskick.segment.Keeping;
import utskick.segment.Saved;
import utskick.segment.Segment;
import utskick.segment.SegmentUse;
import utskick.segment.Segments;
import utskick.web.Texts;

/// Selections for other programs, with the same criteria in the same versioned JSON form as they are stored in.
@RestController
final class SegmentsApi {

    private final Segments segments;
    private final CurrentUser user;

    SegmentsApi(Segments segments, CurrentUser user) {
        this.segments = segments;
        this.user = user;
    }

    /// A selection as a program sends it.
    ///
    /// @param version which version it was changed from; a program that changes one must say
    record Sent(
            @Nullable String name,
            @Nullable String description,
            @Nullable String folder,
            @Nullable Integer version,
            @Nullable JsonNode criteria) {}

    /// A selection as a program gets it.
    record Answer(
            long id,
            String name,
            String description,
            String folder,
            String owner,
            int version,
            JsonNode criteria,
            String changedBy,
            Instant changedAt,
            @Nullable Long lastCount,
            @Nullable Instant countedAt) {

        static Answer of(Segment segment) {
            var keeping = segment.keeping();
            var last = segment.lastCount();
            return new Answer(
                    segment.id(),
                    keeping.name(),
                    keeping.description(),
                    keeping.folder(),
                    keeping.owner(),
                    segment.version(),
                    Bodies.JSON.readTree(CriterionJson.write(segment.criterion())),
                    segment.changed().by(),
                    segment.changed().at(),
                    last == null ? null : last.customers(),
                    last == null ? null : last.at());
        }
    }

    /// @param segments all of them, by name
    record All(List<Answer> segments) {}

    /// How many customers.
    ///
    /// @param register how many there are in all
    /// @param sms how many of the selected may get marketing by SMS
    record Counted(long customers, long register, long sms, long email) {}

    record ToCount(@Nullable JsonNode criteria) {}

    @GetMapping("/api/v1/segments")
    All list() {
        return new All(segments.list().stream().map(Answer::of).toList());
    }

    @GetMapping("/api/v1/segments/{id}")
    Answer one(@PathVariable long id) {
        return Answer.of(segment(id));
    }

    @PostMapping("/api/v1/segments")
    ResponseEntity<Answer> create(HttpServletRequest request) throws IOException {
        var sent = Bodies.read(request, Sent.class);
        var keeping = new Keeping(text(sent.name()), text(sent.description()), text(sent.folder()), user.login());
        Answer saved = saved(() -> segments.create(keeping, criterion(sent.criteria()), user.login()));
        return ResponseEntity.created(URI.create("/api/v1/segments/" + saved.id()))
                .body(saved);
    }

    /// What is not sent stays as it is.
    @PutMapping("/api/v1/segments/{id}")
    Answer change(@PathVariable long id, HttpServletRequest request) throws IOException {
        var sent = Bodies.read(request, Sent.class);
        var now = segment(id);
        Integer version = sent.version();
        if (version == null) {
            throw new Refusal(
                    HttpStatus.BAD_REQUEST,
                    "version_missing",
                    "Send the version that you changed, so that nobody's work is overwritten.");
        }
        var keeping = new Keeping(
                Objects.requireNonNullElse(sent.name(), now.name()),
                Objects.requireNonNullElse(sent.description(), now.description()),
                Objects.requireNonNullElse(sent.folder(), now.keeping().folder()),
                now.keeping().owner());
        Criterion criterion = sent.criteria() == null ? now.criterion() : criterion(sent.criteria());
        return saved(
                () -> segments.change(new Segment(id, keeping, criterion, version, now.changed(), null), user.login()));
    }

    @DeleteMapping("/api/v1/segments/{id}")
    ResponseEntity<Void> delete(@PathVariable long id) {
        segment(id);
        if (!segments.delete(id)) {
            throw new Refusal(
                    HttpStatus.CONFLICT,
                    "in_use",
                    "The selection is used and stays.",
                    Map.of(
                            "usedBy",
                            segments.usesOf(id).stream()
                                    .map(SegmentUse.User::name)
                                    .toList()));
        }
        return ResponseEntity.noContent().build();
    }

    @GetMapping("/api/v1/segments/{id}/count")
    Counted count(@PathVariable long id) {
        var segment = segment(id);
        segments.count(segment);
        return counted(segment.criterion());
    }

    /// Counts criteria that nobody has saved.
    @PostMapping("/api/v1/segments/count")
    Counted count(HttpServletRequest request) throws IOException {
        return counted(criterion(Bodies.read(request, ToCount.class).criteria()));
    }

    private Counted counted(Criterion criterion) {
        try {
            var group = criterion instanceof Criterion.Group it ? it : (Criterion.Group) Criterion.all(criterion);
            segments.check(group);
            var funnel = segments.funnel(group);
            return new Counted(funnel.selected(), funnel.register(), funnel.sms(), funnel.email());
        } catch (CriterionRefused e) {
            throw refused(e, "/criteria");
        }
    }

    private interface Saving {
        Saved save();
    }

    private static Answer saved(Saving saving) {
        try {
            return switch (saving.save()) {
                case Saved.Done(var segment) -> Answer.of(segment);
                case Saved.NameTaken() ->
                    throw new Refusal(HttpStatus.CONFLICT, "name_taken", "Another selection has that name.");
                case Saved.Outdated(var now) ->
                    throw new Refusal(
                            HttpStatus.CONFLICT,
                            "outdated",
                            "The selection has been changed since that version.",
                            Map.of("version", now.version()));
                case Saved.Gone() -> throw gone();
            };
        } catch (CriterionRefused e) {
            throw refused(e, e.messageKey().equals("segment.refused.name") ? "/name" : "/criteria");
        }
    }

    private static Criterion criterion(@Nullable JsonNode criteria) {
        if (criteria == null || criteria.isNull()) {
            throw new Refusal(HttpStatus.BAD_REQUEST, "criteria_missing", "Send the criteria.");
        }
        try {
            return CriterionJson.read(criteria.toString());
        } catch (CriterionRefused e) {
            throw refused(e, "/criteria" + RefusedPart.of(criteria));
        }
    }

    /// @param pointer where in the body (RFC 6901)
    private static Refusal refused(CriterionRefused e, String pointer) {
        String key = e.messageKey();
        return new Refusal(
                HttpStatus.UNPROCESSABLE_CONTENT,
                key.substring(key.lastIndexOf('.') + 1),
                Texts.of("en").t(key),
                Map.of("pointer", pointer));
    }

    private Segment segment(long id) {
        return segments.get(id).orElseThrow(SegmentsApi::gone);
    }

    private static Refusal gone() {
        return new Refusal(HttpStatus.NOT_FOUND, "not_found", "There is no such selection.");
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
