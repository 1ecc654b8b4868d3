-- What customers open without logging in: sign-up forms, and how often somebody tried.

-- What the shop allows. One row.
CREATE TABLE consent.rule (
    only_row            boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    -- where an existing customer may be written to without a yes (directive 2002/58, article 13(2)); never Poland by itself
    existing_customers  text[] NOT NULL DEFAULT '{SE,FI,GR}',
    -- whether customers may mend their own name and postal address behind their link
    customers_correct   boolean NOT NULL DEFAULT false
);
INSERT INTO consent.rule DEFAULT VALUES;

-- Tries of one kind from one place in its current window of time.
CREATE TABLE consent.attempt (
    kind   text NOT NULL,
    place  text NOT NULL,
    since  timestamptz NOT NULL,
    tries  integer NOT NULL,
    PRIMARY KEY (kind, place)
);
CREATE INDEX attempt_since ON consent.attempt (since);

CREATE TABLE consent.form (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug        text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
    title       text NOT NULL CHECK (btrim(title) <> ''),
    -- of the words that are asked, where the visitor's own language has none
    language    text NOT NULL,
    -- numbers are read as this country's
    country     text NOT NULL,
    store_id    integer,
    channels    text[] NOT NULL CHECK (cardinality(channels) > 0 AND channels <@ '{SMS,EMAIL}'),
    purposes    text[] NOT NULL CHECK (cardinality(purposes) > 0),
    active      boolean NOT NULL DEFAULT true,
    created_at  timestamptz NOT NULL
);

-- Somebody who asked to be written to, until the owner of the address has said so too. Kept a week.
CREATE TABLE consent.sign_up (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    form_id       bigint NOT NULL REFERENCES consent.form (id),
    -- what the browser holds while the code is on its way
    ticket        text NOT NULL UNIQUE,
    -- of the code or the link's token; together with the ticket for a code
    secret_hash   bytea NOT NULL,
    channel       text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    address       text NOT NULL,
    first_name    text NOT NULL DEFAULT '',
    language      text NOT NULL,
    -- what was shown and ticked, by purpose
    wordings      jsonb NOT NULL,
    asked_from    text NOT NULL,
    tries         integer NOT NULL DEFAULT 0,
    asked_at      timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    confirmed_at  timestamptz
);
CREATE INDEX sign_up_secret ON consent.sign_up (secret_hash);
CREATE INDEX sign_up_expires ON consent.sign_up (expires_at);
