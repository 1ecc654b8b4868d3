package utskick.dispatch;

/// The key of a [Batch].
public record BatchId(long value) {}
