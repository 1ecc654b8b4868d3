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
    counted_at    timestamptz,
    folder        text NOT NULL DEFAULT '',
    -- a login; whoever made it until somebody else takes it over
    owner         text NOT NULL DEFAULT 'system'
);
CREATE UNIQUE INDEX segment_name ON segment.segment (lower(name));

-- One row for each save, with all that was saved: what changed is the difference to the row before it. A row that
-- has `added` or `removed` tells of customers picked by hand.
CREATE TABLE segment.history (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    segment_id   bigint NOT NULL REFERENCES segment.segment (id) ON DELETE CASCADE,
    at           timestamptz NOT NULL,
    actor        text NOT NULL,
    name         text NOT NULL,
    description  text NOT NULL,
    folder       text NOT NULL,
    owner        text NOT NULL,
    criteria     jsonb NOT NULL,
    added        integer NOT NULL DEFAULT 0,
    removed      integer NOT NULL DEFAULT 0
);
CREATE INDEX history_segment ON segment.history (segment_id, id);

-- Customers picked by hand: the criterion `hand_picked` names a list. A list that nobody is in selects nobody, one
-- that is not there is refused.
CREATE TABLE segment.hand_list (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customers   integer NOT NULL DEFAULT 0,
    created_at  timestamptz NOT NULL
);

CREATE TABLE segment.hand_picked (
    list_id      bigint NOT NULL REFERENCES segment.hand_list (id) ON DELETE CASCADE,
    customer_id  bigint NOT NULL,
    picked_by    text NOT NULL,
    picked_at    timestamptz NOT NULL,
    PRIMARY KEY (list_id, customer_id)
);
