package utskick.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A bar of progress in pieces, each a share of the whole. `label` says in words what it shows.
public record Bar(String label, List<Piece> pieces) {

    /// One piece: `from` and `width` in percent of the bar; `look` is empty or `b-sent`, `b-bad`, `b-warn`.
    public record Piece(String look, String from, String width) {}

    /// Collects the pieces from left to right.
    public static final class Builder {

        private final long whole;
        private final List<Piece> pieces = new ArrayList<>();
        private double at;

        private Builder(long whole) {
            this.whole = whole;
        }

        public Builder piece(String look, long count) {
            var width = whole == 0 ? 0 : 100.0 * count / whole;
            pieces.add(new Piece(look, percent(at), percent(width)));
            at += width;
            return this;
        }

        public Bar labelled(String label) {
            return new Bar(label, List.copyOf(pieces));
        }

        private static String percent(double value) {
            return String.format(Locale.ROOT, "%.2f", value);
        }
    }

    /// @param whole what 100 percent is
    public static Builder of(long whole) {
        return new Builder(whole);
    }
}
