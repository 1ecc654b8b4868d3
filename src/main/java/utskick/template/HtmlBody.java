package utskick.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.safety.Cleaner;
import org.jsoup.safety.Safelist;
import org.jsoup.select.NodeVisitor;
import utskick.kernel.MergeField;
import utskick.template.FieldParser.Piece;
import utskick.template.TextTemplate.Escape;
import utskick.template.TextTemplate.Variable;

/// The HTML of an e-mail: what the user brought, cleaned by an allow-list, or a plain and good-looking page made of the
/// text. Merge fields are carried through parsing and cleaning as marks that mean nothing to HTML, and come out as
/// variables that know where they stand: in text, in a link's address, or as a whole link.
final class HtmlBody {

    private static final Set<String> STYLES = Set.of(
            "background",
            "background-color",
            "border",
            "border-bottom",
            "border-collapse",
            "border-color",
            "border-left",
            "border-radius",
            "border-right",
            "border-spacing",
            "border-style",
            "border-top",
            "border-width",
            "color",
            "display",
            "direction",
            "font",
            "font-family",
            "font-size",
            "font-style",
            "font-weight",
            "height",
            "letter-spacing",
            "line-height",
            "list-style",
            "list-style-type",
            "margin",
            "margin-bottom",
            "margin-left",
            "margin-right",
            "margin-top",
            "max-height",
            "max-width",
            "min-height",
            "min-width",
            "mso-line-height-rule",
            "overflow",
            "padding",
            "padding-bottom",
            "padding-left",
            "padding-right",
            "padding-top",
            "table-layout",
            "text-align",
            "text-decoration",
            "text-transform",
            "vertical-align",
            "white-space",
            "width",
            "word-break",
            "word-wrap");

    /// What could load something or run something.
    private static final Pattern UNSAFE_STYLE =
            Pattern.compile("(?i)url|expression|javascript|@import|@font-face|behavior|binding|image-set|[\\\\<>]");

    private static final Safelist ALLOWED = Safelist.relaxed()
            .addTags("center", "font", "hr", "s", "address", "article", "section", "header", "footer", "main")
            .addAttributes(
                    ":all", "align", "bgcolor", "class", "dir", "height", "id", "lang", "role", "style", "title",
                    "valign", "width")
            .addAttributes("table", "border", "cellpadding", "cellspacing")
            .addAttributes("font", "color", "face", "size")
            .addAttributes("td", "nowrap")
            .removeProtocols("a", "href", "ftp")
            .addProtocols("a", "href", "tel")
            .removeTags("base");

    /// Where a whole link is a merge field, so that cleaning sees an ordinary address.
    private static final String WHOLE_LINK = "https://link.invalid/";

    private static final String STYLE = """
            :root { color-scheme: light dark; supported-color-schemes: light dark; }
            body { margin: 0; padding: 0; background: #f6f4ee; }
            .u-card { max-width: 600px; background: #ffffff; color: #1c2526; border-radius: 12px; }
            .u-text { font: 17px/1.55 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; }
            .u-text a { color: #0d5a60; }
            .u-text p { margin: 0 0 16px; }
            .u-foot { font: 14px/1.5 -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; color: #5b6465; }
            .u-foot a { color: #5b6465; }
            @media (prefers-color-scheme: dark) {
              body, .u-page { background: #171c1d !important; }
              .u-card { background: #20282a !important; color: #e8ebea !important; }
              .u-text a { color: #7cc7cc !important; }
              .u-foot, .u-foot a { color: #a9b2b2 !important; }
            }
            """;

    private final ToIntFunction<MergeField> index;
    private final List<Piece.Variable> variables = new ArrayList<>();
    private final String mark;

    private HtmlBody(List<List<Piece>> bodies, ToIntFunction<MergeField> index) {
        this.index = index;
        this.mark = mark(bodies);
    }

    /// The whole page as a template.
    static TextTemplate template(
            Wording wording, List<Piece> text, List<Piece> html, List<Piece> optOut, ToIntFunction<MergeField> index) {
        var body = new HtmlBody(List.of(text, html, optOut), index);
        boolean own = html.stream().allMatch(it -> it instanceof Piece.Literal(var literal) && literal.isBlank());
        boolean foot = !optOut.isEmpty() && !Content.namesOptOut(own ? text : html);
        var footer = foot ? body.paragraphs(optOut) : "";
        return body.compile(
                own
                        ? body.page(wording.language(), body.paragraphs(text), footer)
                        : body.cleaned(wording.language(), html, footer));
    }

    /// The plain text of a page that came without one.
    static List<Piece> toText(List<Piece> html) {
        var body = new HtmlBody(List.of(html), _ -> -1);
        var document = Jsoup.parse(body.marked(html));
        document.select("style, script, title, head").remove();
        var out = new StringBuilder();
        document.body().traverse(new NodeVisitor() {
            @Override
            public void head(Node node, int depth) {
                if (node instanceof TextNode words) {
                    out.append(words.text());
                } else if (node instanceof Element element) {
                    if (element.normalName().equals("br")) {
                        out.append('\n');
                    } else if (element.normalName().equals("li")) {
                        out.append("\n- ");
                    } else if (element.isBlock() && !out.isEmpty()) {
                        out.append("\n\n");
                    }
                }
            }

            @Override
            public void tail(Node node, int depth) {
                if (node instanceof Element element && element.normalName().equals("a")) {
                    var address = element.attr("href");
                    if (address.startsWith("http") && !element.text().equals(address)) {
                        out.append(" (").append(address.replace(WHOLE_LINK, "")).append(')');
                    }
                }
            }
        });
        var plain = out.toString()
                .replaceAll("[ \\t\\u00A0]+", " ")
                .replaceAll(" ?\\n ?", "\n")
                .replaceAll("\\n{3,}", "\n\n")
                .strip();
        return body.pieces(plain);
    }

    /// Marks stand for fields from here on. Letters and digits only: no parser, cleaner or encoder touches them.
    private static String mark(List<List<Piece>> bodies) {
        var all = bodies.stream().map(FieldParser::canonical).collect(Collectors.joining("\n"));
        var mark = "Zq7field";
        while (all.toLowerCase(Locale.ROOT).contains(mark.toLowerCase(Locale.ROOT))) {
            mark += "q";
        }
        return mark;
    }

    private String marked(Piece.Variable variable) {
        variables.add(variable);
        return mark + (variables.size() - 1) + "Z";
    }

    private String marked(List<Piece> html) {
        var out = new StringBuilder();
        for (var piece : html) {
            switch (piece) {
                case Piece.Literal(var literal) -> out.append(literal);
                case Piece.Variable variable -> {
                    boolean wholeLink = out.toString().matches("(?is).*href\\s*=\\s*[\"']?\\s*");
                    // in HTML the fallback was typed as HTML
                    var fallback = variable.fallback();
                    var plain = fallback == null ? null : Parser.unescapeEntities(fallback, false);
                    out.append(wholeLink ? WHOLE_LINK : "").append(marked(new Piece.Variable(variable.field(), plain)));
                }
            }
        }
        return out.toString();
    }

    private String paragraphs(List<Piece> text) {
        var out = new StringBuilder();
        for (var piece : text) {
            switch (piece) {
                case Piece.Literal(var literal) -> out.append(literal);
                case Piece.Variable variable -> out.append(marked(variable));
            }
        }
        var html = new StringBuilder();
        for (var paragraph : out.toString().strip().split("\\n\\s*\\n")) {
            html.append("<p>")
                    .append(withLinks(paragraph).replace("\n", "<br>\n"))
                    .append("</p>\n");
        }
        return html.toString();
    }

    /// Addresses become links; the opt-out field is one by nature.
    private String withLinks(String paragraph) {
        var whole = variables.stream()
                .filter(it -> it.field().equals(Content.OPT_OUT_LINK))
                .map(it -> mark + variables.indexOf(it) + "Z")
                .distinct()
                .collect(Collectors.joining("|"));
        var pattern = whole.isEmpty() ? WebLinks.ADDRESS : Pattern.compile("(?i:" + WebLinks.ADDRESS + ")|" + whole);
        var matcher = pattern.matcher(paragraph);
        var out = new StringBuilder();
        int from = 0;
        while (matcher.find()) {
            var address = matcher.group();
            boolean isField = address.startsWith(mark);
            out.append(Entities.escape(paragraph.substring(from, matcher.start())))
                    .append("<a href=\"")
                    .append(isField ? WHOLE_LINK + address : Entities.escape(address))
                    .append("\">")
                    .append(Entities.escape(address))
                    .append("</a>");
            from = matcher.end();
        }
        return out.append(Entities.escape(paragraph.substring(from))).toString();
    }

    private String page(String language, String text, String footer) {
        return head(language, STYLE)
                + """
                <body>
                <table role="presentation" class="u-page" width="100%" cellpadding="0" cellspacing="0" border="0">
                <tr><td align="center" style="padding: 24px 12px;">
                <table role="presentation" class="u-card" width="100%" cellpadding="0" cellspacing="0" border="0">
                <tr><td class="u-text" style="padding: 32px;">
                """
                + text
                + "</td></tr>\n</table>\n"
                + (footer.isEmpty() ? "" : """
                        <table role="presentation" width="100%" style="max-width: 600px;" cellpadding="0" cellspacing="0" border="0">
                        <tr><td class="u-foot" style="padding: 16px 32px;">
                        """ + footer + "</td></tr>\n</table>\n")
                + "</td></tr>\n</table>\n</body>\n</html>\n";
    }

    private static String head(String language, String styles) {
        return "<!DOCTYPE html>\n<html"
                + (language.isEmpty() ? "" : " lang=\"" + Entities.escape(language) + "\"")
                + ">\n<head>\n<meta charset=\"utf-8\">\n"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                + "<meta name=\"color-scheme\" content=\"light dark\">\n"
                + (styles.isBlank() ? "" : "<style>\n" + styles + "</style>\n")
                + "</head>\n";
    }

    /// What the user brought, without anything that acts: scripts, forms, frames, handlers, outside style sheets.
    private String cleaned(String language, List<Piece> html, String footer) {
        var dirty = Jsoup.parse(marked(html));
        var styles = dirty.select("style").stream()
                .map(Element::data)
                .filter(it -> !UNSAFE_STYLE.matcher(it).find() && !it.contains(mark))
                .map(it -> it.strip() + "\n")
                .collect(Collectors.joining());
        var declared = dirty.selectFirst("html[lang]");
        var background = dirty.body().attr("style");
        Document clean = new Cleaner(ALLOWED).clean(dirty);
        clean.outputSettings().prettyPrint(false).escapeMode(Entities.EscapeMode.base);
        clean.select("[style]").forEach(it -> keepSafe(it, it.attr("style")));
        keepSafe(clean.body(), background);
        clean.select("[href], [src]").forEach(this::checkAddress);
        clean.select("a").forEach(it -> it.removeAttr("rel"));
        if (!footer.isEmpty()) {
            clean.body().append("<div style=\"font-size: 14px; padding: 16px;\">" + footer + "</div>");
        }
        var written = declared == null ? language : declared.attr("lang");
        return head(written.matches("[A-Za-z-]{2,12}") ? written : language, styles)
                + clean.body().outerHtml()
                + "\n</html>\n";
    }

    private void keepSafe(Element element, String style) {
        var kept = new ArrayList<String>();
        for (var declaration : style.split(";")) {
            int colon = declaration.indexOf(':');
            if (colon > 0
                    && STYLES.contains(declaration.substring(0, colon).strip().toLowerCase(Locale.ROOT))
                    && !UNSAFE_STYLE.matcher(declaration).find()
                    && !declaration.contains(mark)) {
                kept.add(declaration.strip());
            }
        }
        if (kept.isEmpty()) {
            element.removeAttr("style");
        } else {
            element.attr("style", String.join("; ", kept));
        }
    }

    /// A value may fill in the path of an address, never choose the host.
    private void checkAddress(Element element) {
        for (var name : List.of("href", "src")) {
            var address = element.attr(name);
            int at = address.indexOf(mark);
            if (at < 0 || (name.equals("href") && address.startsWith(WHOLE_LINK + mark))) {
                continue;
            }
            if (!address.substring(0, at).matches("(?i)https?://[^/?#@]+[/?#].*")) {
                element.removeAttr(name);
            }
        }
    }

    /// Turns the marks back into variables.
    private TextTemplate compile(String page) {
        var builder = new TextTemplate.Builder();
        var matcher = Pattern.compile("(" + Pattern.quote(WHOLE_LINK) + ")?" + mark + "(\\d+)Z")
                .matcher(page);
        int from = 0;
        while (matcher.find()) {
            var variable = variables.get(Integer.parseInt(matcher.group(2)));
            var escape = matcher.group(1) != null
                    ? Escape.LINK
                    : insideAddress(page, matcher.start()) ? Escape.URL : Escape.HTML;
            builder.literal(page.substring(from, matcher.start()))
                    .variable(new Variable(
                            index.applyAsInt(variable.field()), variable.field().kind(), variable.fallback(), escape));
            from = matcher.end();
        }
        return builder.literal(page.substring(from)).build();
    }

    /// Our own output: attributes stand in double quotes.
    private static boolean insideAddress(String page, int position) {
        int tag = page.lastIndexOf('<', position);
        int end = page.lastIndexOf('>', position);
        if (tag < end) {
            return false;
        }
        int quote = page.lastIndexOf('"', position);
        return quote > tag && (page.startsWith("href=", quote - 5) || page.startsWith("src=", quote - 4));
    }

    private List<Piece> pieces(String marked) {
        var pieces = new ArrayList<Piece>();
        Map<Integer, Piece.Variable> known = new HashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            known.put(i, variables.get(i));
        }
        var matcher = Pattern.compile(mark + "(\\d+)Z").matcher(marked);
        int from = 0;
        while (matcher.find()) {
            pieces.add(new Piece.Literal(marked.substring(from, matcher.start())));
            pieces.add(known.get(Integer.parseInt(matcher.group(1))));
            from = matcher.end();
        }
        pieces.add(new Piece.Literal(marked.substring(from)));
        return pieces;
    }
}
