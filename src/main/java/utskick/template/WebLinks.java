package utskick.template;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;

/// The links of a wording: web addresses in its text, and where the links of its HTML lead. Those with a merge field in
/// them are the recipient's own, and none of these; nor is the opt-out, which stands beside the text.
public final class WebLinks {

    /// A web address in running text; what closes a sentence is not part of it.
    static final Pattern ADDRESS =
            Pattern.compile("https?://[^\\s<>\"]+[^\\s<>\"'.,;:!?)\\]”’»…]", Pattern.CASE_INSENSITIVE);

    private WebLinks() {}

    /// Each of them once, as it is typed, in the order of the text.
    public static List<String> in(Wording wording) {
        var found = new LinkedHashSet<String>();
        replaced(wording, link -> {
            found.add(link);
            return Optional.empty();
        });
        return List.copyOf(found);
    }

    /// The same wording with other addresses.
    ///
    /// @param replacement of an address, which may hold merge fields; empty where it stays
    public static Wording replaced(Wording wording, Function<String, Optional<String>> replacement) {
        return wording.withTexts(
                wording.subject(), inText(wording.text(), replacement), inHtml(wording.html(), replacement));
    }

    private static String inText(String text, Function<String, Optional<String>> replacement) {
        var out = new StringBuilder();
        int from = 0;
        var matcher = ADDRESS.matcher(text);
        while (matcher.find()) {
            var other = hasField(matcher.group())
                    ? null
                    : replacement.apply(matcher.group()).orElse(null);
            if (other != null) {
                out.append(text, from, matcher.start()).append(other);
                from = matcher.end();
            }
        }
        return out.append(text, from, text.length()).toString();
    }

    /// An attribute's place in what was typed.
    private record Piece(int from, int to, String other) {}

    /// Only addresses change; whatever else was typed stays to the letter.
    private static String inHtml(String html, Function<String, Optional<String>> replacement) {
        if (html.isBlank()) {
            return html;
        }
        var out = new StringBuilder(html);
        parsed(html).select("a[href]").stream()
                .flatMap(link -> piece(link, html, replacement).stream())
                // from behind, so that the places before stay where they are
                .sorted(Comparator.comparingInt(Piece::from).reversed())
                .forEach(piece -> out.replace(piece.from(), piece.to(), piece.other()));
        return out.toString();
    }

    private static Document parsed(String html) {
        return Parser.htmlParser().setTrackPosition(true).parseInput(html, "");
    }

    private static Optional<Piece> piece(Element link, String html, Function<String, Optional<String>> replacement) {
        var address = link.attr("href").strip();
        var place = link.attributes().sourceRange("href").valueRange();
        if (!place.isTracked() || !address.matches("(?i)https?://\\S+") || hasField(address)) {
            return Optional.empty();
        }
        return replacement.apply(address).map(other -> {
            boolean bare = place.startPos() == 0 || "\"'".indexOf(html.charAt(place.startPos() - 1)) < 0;
            return new Piece(place.startPos(), place.endPos(), bare ? '"' + other + '"' : other);
        });
    }

    private static boolean hasField(String address) {
        return address.contains("{{") || address.contains("}}");
    }
}
