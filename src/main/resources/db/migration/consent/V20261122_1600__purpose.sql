-- What messages are for. Two are built in and have their names in the program; a shop adds its own, in as many languages
-- as it likes. A purpose that was asked about is never deleted, only retired: old entries name it.
CREATE TABLE consent.purpose (
    key         text PRIMARY KEY CHECK (key ~ '^[a-z][a-z0-9_]{1,39}$'),
    -- language code to name; empty for the built-in ones
    names       jsonb NOT NULL DEFAULT '{}',
    position    integer NOT NULL DEFAULT 100,
    active      boolean NOT NULL DEFAULT true,
    created_at  timestamptz NOT NULL
);
INSERT INTO consent.purpose (key, position, created_at) VALUES
    ('marketing', 1, '2026-11-22 00:00:00+00'),
    ('service', 2, '2026-11-22 00:00:00+00');

-- For the pickers of other modules.
CREATE VIEW consent.purpose_choice AS
SELECT key, names, position FROM consent.purpose WHERE active;

-- What people are shown when they are asked, word by word. A change is a new version; entries name the one they saw.
CREATE TABLE consent.wording (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    purpose     text NOT NULL REFERENCES consent.purpose (key),
    language    text NOT NULL,
    -- null: in all stores that have none of their own
    store_id    integer,
    version     integer NOT NULL,
    text        text NOT NULL CHECK (btrim(text) <> ''),
    actor       text NOT NULL,
    created_at  timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (purpose, language, store_id, version)
);
