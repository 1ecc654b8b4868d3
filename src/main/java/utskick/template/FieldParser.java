package utskick.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import utskick.kernel.MergeField;
import utskick.template.ContentProblem.Kind;
import utskick.template.ContentProblem.Place;

/// Finds the merge fields in what somebody typed: `{{first_name}}`, `{{first_name|friend}}`, and the manuals' forms
/// `#FORNAMN#` (T7) and `[Etunimi]`. What is not understood stays as it stands, and is a problem.
final class FieldParser {

    /// A stretch of text, or a field.
    sealed interface Piece {

        record Literal(String text) implements Piece {}

        record Variable(MergeField field, @Nullable String fallback) implements Piece {

            String canonical() {
                return fallback == null ? "{{" + field.name() + "}}" : "{{" + field.name() + "|" + fallback + "}}";
            }
        }
    }

    private static final Pattern CANDIDATE =
            Pattern.compile("\\{\\{\\s*+([^{}|\\n]{1,60}?)\\s*+(?:\\|([^{}\\n]{0,100}))?}}"
                    + "|#(\\p{L}[\\p{L}\\p{M}\\d_ -]{0,38}[\\p{L}\\p{M}\\d])#"
                    + "|\\[(\\p{L}[\\p{L}\\p{M}\\d_ -]{0,38}[\\p{L}\\p{M}\\d])]"
                    + "|\\{\\{");

    private final Map<String, MergeField> allowed;

    FieldParser(Map<String, MergeField> allowed) {
        this.allowed = allowed;
    }

    List<Piece> parse(String text, Place place, List<ContentProblem> problems) {
        var pieces = new ArrayList<Piece>();
        var matcher = CANDIDATE.matcher(text);
        int literal = 0;
        int from = 0;
        while (matcher.find(from)) {
            var variable = variable(matcher);
            if (variable == null) {
                problem(matcher, place, problems);
                // the closing mark may open the next: #rea#FORNAMN#
                from = matcher.start() + (matcher.group(1) == null ? 1 : matcher.end() - matcher.start());
                if (matcher.group().equals("{{")) {
                    from = matcher.end();
                }
                continue;
            }
            if (matcher.start() > literal) {
                pieces.add(new Piece.Literal(text.substring(literal, matcher.start())));
            }
            pieces.add(variable);
            literal = matcher.end();
            from = literal;
        }
        if (literal < text.length()) {
            pieces.add(new Piece.Literal(text.substring(literal)));
        }
        return pieces;
    }

    /// The same text with each field in the form `{{name}}`.
    static String canonical(List<Piece> pieces) {
        var out = new StringBuilder();
        for (var piece : pieces) {
            out.append(
                    switch (piece) {
                        case Piece.Literal(var text) -> text;
                        case Piece.Variable variable -> variable.canonical();
                    });
        }
        return out.toString();
    }

    private Piece.@Nullable Variable variable(Matcher matcher) {
        var name = name(matcher);
        var field = name == null ? null : allowed.get(name);
        if (field == null && name != null) {
            var known = FieldNames.canonical(name);
            field = known == null ? null : allowed.get(known);
        }
        return field == null ? null : new Piece.Variable(field, matcher.group(2));
    }

    private static @Nullable String name(Matcher matcher) {
        for (int group : new int[] {1, 3, 4}) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        return null;
    }

    /// Brackets are also just brackets, and `#` begins a hashtag: only what looks like nothing else is a mistake.
    private static void problem(Matcher matcher, Place place, List<ContentProblem> problems) {
        var hash = matcher.group(3);
        if (matcher.group(1) != null) {
            problems.add(new ContentProblem(Kind.UNKNOWN_FIELD, place, matcher.group(1), matcher.start()));
        } else if (matcher.group().equals("{{")) {
            problems.add(new ContentProblem(Kind.MALFORMED_FIELD, place, "{{", matcher.start()));
        } else if (hash != null && hash.indexOf(' ') < 0 && hash.codePoints().noneMatch(Character::isLowerCase)) {
            problems.add(new ContentProblem(Kind.UNKNOWN_FIELD, place, hash, matcher.start()));
        }
    }
}
