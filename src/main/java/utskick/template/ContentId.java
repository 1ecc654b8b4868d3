package utskick.template;

/// The key of one frozen content, what `dispatch.batch.content_id` holds.
public record ContentId(long value) {}
