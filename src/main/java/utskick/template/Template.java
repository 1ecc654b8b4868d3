package utskick.template;

import java.time.Instant;

/// A wording kept for the next time, under a name (C4, G3). Changing it changes nothing that was sent with it.
///
/// @param description what it is for, in the user's own words
/// @param version grows with every change, so that two who edit at once do not undo each other
public record Template(
        TemplateId id,
        String name,
        String description,
        Wording wording,
        int version,
        String changedBy,
        Instant changedAt) {}
