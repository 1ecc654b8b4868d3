package utskick.template;

/// The key of a saved template.
public record TemplateId(long value) {}
