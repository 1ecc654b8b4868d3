package utskick.web;

import java.util.regex.Pattern;

/// What of a template would reach the reader without going through the texts: its words outside tags, expressions and
/// directives, and those in the attributes that are read aloud.
final class TypedText {

    private static final Pattern COMMENT = Pattern.compile("<%--.*?--%>|<!--.*?-->|<style>.*?</style>", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("(?m)^@(import|param).*$");
    private static final Pattern TAG = Pattern.compile("<[^>]*>");
    private static final Pattern SPOKEN = Pattern.compile(
            "(?:aria-label|aria-description|placeholder|title|alt|data-th|label)=\"([^\"]*\\p{L}[^\"]*)\"");

    private final String source;
    private final StringBuilder html = new StringBuilder();
    private int at;

    private TypedText(String source) {
        this.source = source;
    }

    /// Empty when nothing is typed.
    static String in(String template) {
        var source = HEADER.matcher(COMMENT.matcher(template).replaceAll(" ")).replaceAll(" ");
        var text = new TypedText(source);
        text.markup(false);
        var html = text.html.toString();
        var found = new StringBuilder();
        var spoken = SPOKEN.matcher(html);
        while (spoken.find()) {
            found.append(spoken.group(1)).append(' ');
        }
        return found.append(TAG.matcher(html).replaceAll(" "))
                .toString()
                .replaceAll("&[a-z]+;", " ")
                .replaceAll("\\bUtskick\\b", " ")
                .replaceAll("[^\\p{L}]+", " ")
                .strip();
    }

    /// Keeps what is HTML; leaves expressions and directives out.
    private void markup(boolean block) {
        while (at < source.length()) {
            if (block && source.charAt(at) == '`') {
                at++;
                return;
            }
            if (source.startsWith("${", at) || source.startsWith("!{", at)) {
                at += 2;
                code('{', '}');
            } else if (source.startsWith("$unsafe{", at)) {
                at += 8;
                code('{', '}');
            } else if (source.charAt(at) == '@'
                    && at + 1 < source.length()
                    && Character.isLetter(source.charAt(at + 1))) {
                at++;
                while (at < source.length()
                        && (Character.isLetterOrDigit(source.charAt(at))
                                || source.charAt(at) == '.'
                                || source.charAt(at) == '-')) {
                    at++;
                }
                if (at < source.length() && source.charAt(at) == '(') {
                    at++;
                    code('(', ')');
                }
            } else {
                html.append(source.charAt(at++));
            }
        }
    }

    /// Skips Java up to the closing bracket; a block of markup in it is kept.
    private void code(char opening, char closing) {
        int depth = 1;
        while (at < source.length() && depth > 0) {
            char letter = source.charAt(at);
            if (letter == '"') {
                at++;
                while (source.charAt(at) != '"') {
                    at += source.charAt(at) == '\\' ? 2 : 1;
                }
            } else if (source.startsWith("@`", at)) {
                at += 2;
                markup(true);
                continue;
            } else if (letter == opening) {
                depth++;
            } else if (letter == closing) {
                depth--;
            }
            at++;
        }
    }
}
