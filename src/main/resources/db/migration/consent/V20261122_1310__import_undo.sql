-- Which entries an import wrote: those of the source `import` between these, so that its yeses can be taken back.
CREATE TABLE consent.import_entries (
    import_id    bigint PRIMARY KEY,
    after_entry  bigint NOT NULL,
    last_entry   bigint NOT NULL
);

-- As before, and: an import that is undone takes its own yes back to `unknown`. Nothing else becomes unknown, and after
-- it everybody may speak as if nothing had been said.
CREATE OR REPLACE FUNCTION consent.takes(old_state text, old_source text, old_at timestamptz,
    new_state text, new_source text, new_at timestamptz)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN new_state = 'unknown' THEN old_state = 'given' AND old_source = 'import' AND new_source = 'import'
    WHEN old_state IS NULL OR old_state = 'unknown' THEN true
    WHEN new_state = old_state THEN new_state = 'given' AND new_source IN ('web', 'user')
    WHEN new_state = 'given' THEN new_source IN ('web', 'link', 'stop', 'user')
    WHEN new_source IN ('import', 'till', 'sample')
        THEN old_state = 'given' AND NOT (old_source IN ('web', 'link', 'stop', 'user') AND new_at < old_at)
    ELSE old_state = 'given' OR new_state = 'withdrawn'
    END;
