-- How selections are kept: where they lie, whose they are, what became of them, and who was picked by hand.
ALTER TABLE segment.segment
    ADD COLUMN folder text NOT NULL DEFAULT '',
    -- a login; whoever made it until somebody else takes it over
    ADD COLUMN owner text NOT NULL DEFAULT 'system';

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
