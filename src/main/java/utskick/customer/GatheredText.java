package utskick.customer;

import org.jspecify.annotations.Nullable;

/// The text of a workbook's cell, gathered from its pieces: nearly always one, which is taken as it is. What
/// follows the piece that goes beyond the longest cell is left out; the piece itself tells that there was more.
final class GatheredText {

    private String only = "";
    private @Nullable StringBuilder several;

    void add(String piece) {
        if (only.isEmpty()) {
            only = piece;
            return;
        }
        several = several == null ? new StringBuilder(only) : several;
        if (several.length() <= DelimitedRows.LONGEST_CELL) {
            several.append(piece);
        }
    }

    @Override
    public String toString() {
        return several == null ? only : several.toString();
    }
}
