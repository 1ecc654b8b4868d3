-- Saved selections. The criteria are versioned JSON (segment.Criterion); nobody is stored: a selection is always
-- computed anew.
CREATE SCHEMA segment;

CREATE TABLE segment.segment (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL CHECK (btrim(name) <> ''),
    description   text NOT NULL DEFAULT '',
    criteria      jsonb NOT NULL,
    -- goes up with every save, so that two people cannot overwrite each other unseen
    version       integer NOT NULL DEFAULT 1,
    created_by    text NOT NULL,
    created_at    timestamptz NOT NULL,
    changed_by    text NOT NULL,
    changed_at    timestamptz NOT NULL,
    -- what the last count was, for the list of selections
    last_count    bigint,
    counted_at    timestamptz
);
CREATE UNIQUE INDEX segment_name ON segment.segment (lower(name));
