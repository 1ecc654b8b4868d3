package utskick.template;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import utskick.kernel.MergeField;

/// A text cut into literals and variables once, so that filling it in is appending (95 ns where a template engine takes
/// microseconds). There is no way for a value to become a field, markup or a line of its own: values are appended,
/// never read again.
final class TextTemplate {

    /// Where a variable stands, and so what must not break out of it.
    enum Escape {
        NONE,
        HTML,
        /// A part of a link's address.
        URL,
        /// A link's whole address.
        LINK
    }

    /// @param field index into the content's fields
    record Variable(
            int field, MergeField.Kind kind, @Nullable String fallback, Escape escape) {}

    private final String[] literals;
    private final Variable[] variables;
    private final int length;

    private TextTemplate(List<String> literals, List<Variable> variables) {
        this.literals = literals.toArray(String[]::new);
        this.variables = variables.toArray(Variable[]::new);
        this.length = literals.stream().mapToInt(String::length).sum() + 24 * variables.size();
    }

    boolean isStatic() {
        return variables.length == 0;
    }

    /// The whole text of a static template.
    String literal() {
        return literals[0];
    }

    int expectedLength() {
        return length;
    }

    String fill(List<@Nullable String> values, ValueFormat format) {
        var out = new StringBuilder(length);
        fill(values, format, out);
        return out.toString();
    }

    void fill(List<@Nullable String> values, ValueFormat format, StringBuilder out) {
        out.append(literals[0]);
        for (int i = 0; i < variables.length; i++) {
            append(variables[i], values.get(variables[i].field()), format, out);
            out.append(literals[i + 1]);
        }
    }

    /// One template for each line; line ends are left out.
    List<TextTemplate> lines() {
        var lines = new ArrayList<TextTemplate>();
        var line = new Builder();
        for (int i = 0; i < literals.length; i++) {
            int from = 0;
            for (int end = literals[i].indexOf('\n'); end >= 0; end = literals[i].indexOf('\n', from)) {
                line.literal(literals[i].substring(from, end));
                lines.add(line.build());
                line = new Builder();
                from = end + 1;
            }
            line.literal(literals[i].substring(from));
            if (i < variables.length) {
                line.variable(variables[i]);
            }
        }
        lines.add(line.build());
        return lines;
    }

    private static void append(Variable variable, @Nullable String value, ValueFormat format, StringBuilder out) {
        var shown = value == null || value.isBlank() ? variable.fallback() : format.format(variable.kind(), value);
        if (shown == null) {
            return;
        }
        switch (variable.escape()) {
            case NONE -> appendLine(shown, out);
            case HTML -> appendHtml(shown, out);
            case URL ->
                out.append(URLEncoder.encode(shown, StandardCharsets.UTF_8).replace("+", "%20"));
            case LINK -> appendHtml(link(shown), out);
        }
    }

    static boolean isMissing(@Nullable String value) {
        return value == null || value.isBlank();
    }

    /// A value is part of a line and brings no line end or control character of its own.
    static void appendLine(String value, StringBuilder out) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c < 0x7F) {
                out.append(c);
            } else if (breaksLine(c)) {
                out.append(' ');
            } else if (!isBroken(value, i)) {
                out.append(c);
            }
        }
    }

    static boolean breaksLine(char c) {
        return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
    }

    /// Half a surrogate pair has no place in UTF-8.
    private static boolean isBroken(String value, int i) {
        char c = value.charAt(i);
        return Character.isHighSurrogate(c)
                ? i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1))
                : Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
    }

    static void appendHtml(String value, StringBuilder out) {
        int from = out.length();
        appendLine(value, out);
        for (int i = out.length() - 1; i >= from; i--) {
            var entity = switch (out.charAt(i)) {
                case '&' -> "&amp;";
                case '<' -> "&lt;";
                case '>' -> "&gt;";
                case '"' -> "&quot;";
                case '\'' -> "&#39;";
                default -> null;
            };
            if (entity != null) {
                out.replace(i, i + 1, entity);
            }
        }
    }

    /// Only the web: a value never becomes a script. An address without a scheme gets one.
    static String link(String value) {
        var trimmed = value.strip();
        var lower = trimmed.toLowerCase(Locale.ROOT);
        if (lower.startsWith("https://") || lower.startsWith("http://")) {
            return trimmed;
        }
        return "https://" + trimmed;
    }

    /// Puts a template together, piece by piece.
    static final class Builder {

        private final List<String> literals = new ArrayList<>();
        private final List<Variable> variables = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();

        Builder literal(String text) {
            literal.append(text);
            return this;
        }

        Builder variable(Variable variable) {
            literals.add(literal.toString());
            literal.setLength(0);
            variables.add(variable);
            return this;
        }

        TextTemplate build() {
            literals.add(literal.toString());
            return new TextTemplate(literals, variables);
        }
    }
}
