package utskick.segment;

/// One selection in the list of them, in words ready to print.
public record SegmentRow(long id, String name, String sentence, String count, String counted) {}
