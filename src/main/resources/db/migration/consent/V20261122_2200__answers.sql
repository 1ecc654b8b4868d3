-- Words in answers that a shop obeys beside those that every shop does.
CREATE TABLE consent.answer_word (
    -- as answers are compared with it: upper case, no accents, one letter for all that look alike
    skeleton    text PRIMARY KEY,
    text        text NOT NULL,
    meaning     text NOT NULL CHECK (meaning IN ('stop', 'start')),
    actor       text NOT NULL,
    created_at  timestamptz NOT NULL
);

-- How the ledger was found when it was last read from end to end, and what the shop has to say to that. One row.
CREATE TABLE consent.ledger_check (
    only_row      boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    at            timestamptz NOT NULL,
    -- entries and seals that are not what was written
    entries       integer NOT NULL,
    seals         integer NOT NULL,
    -- the digest of what was found; empty: nothing
    found         text NOT NULL,
    -- the finding that somebody has explained
    settled       text NOT NULL DEFAULT '',
    settled_by    text NOT NULL DEFAULT '',
    settled_note  text NOT NULL DEFAULT '',
    settled_at    timestamptz
);
