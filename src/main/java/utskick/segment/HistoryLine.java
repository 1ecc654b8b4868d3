package utskick.segment;

import java.util.List;

/// One save of a selection, in words ready to print.
public record HistoryLine(String when, String who, List<Change> changes) {

    /// @param before what stood there, empty for nothing
    public record Change(String what, String before, String after) {}
}
