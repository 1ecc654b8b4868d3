-- May we write? The ledger only grows; consent.standing is what it adds up to, written in the same transaction.
CREATE SCHEMA consent;

-- Entries of one address, channel and purpose are a chain: each holds the hash of the one before it.
CREATE TABLE consent.entry (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address   text COLLATE "C" NOT NULL,
    channel   text COLLATE "C" NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    purpose   text COLLATE "C" NOT NULL,
    state     text NOT NULL CHECK (state IN ('unknown', 'given', 'refused', 'withdrawn')),
    basis     text NOT NULL CHECK (basis IN ('consent', 'existing_customer', 'company', 'service')),
    wording   text NOT NULL DEFAULT '',
    source    text NOT NULL CHECK (source IN ('till', 'web', 'import', 'stop', 'link', 'user', 'sample', 'register')),
    detail    text NOT NULL DEFAULT '',
    actor     text NOT NULL,
    at        timestamptz NOT NULL,
    evidence  text NOT NULL DEFAULT '',
    previous  bytea,
    hash      bytea NOT NULL,
    -- the day of the sale that makes somebody an existing customer
    sale      date,
    -- a user who speaks for a customer says why
    CHECK (source <> 'user' OR btrim(detail) <> '')
);
CREATE INDEX entry_address ON consent.entry (address, channel, purpose, id);
COMMENT ON TABLE consent.entry IS 'only grows: the role that the program works as may read it and add to it';

-- The end of each chain.
CREATE TABLE consent.standing (
    address   text COLLATE "C" NOT NULL,
    channel   text COLLATE "C" NOT NULL,
    purpose   text COLLATE "C" NOT NULL,
    state     text NOT NULL,
    source    text NOT NULL,
    entry_id  bigint NOT NULL,
    hash      bytea NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (address, channel, purpose)
);

-- The hash of one entry. An array's text quotes its elements, so that words cannot move from one field to its
-- neighbour unseen (and costs half of what jsonb costs). The day of a sale comes after the array's closing brace: what
-- rests on none is the array alone.
CREATE FUNCTION consent.seal(previous bytea, address text, channel text, purpose text, state text, basis text,
    wording text, source text, detail text, actor text, at timestamptz, evidence text, sale date DEFAULT NULL)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(coalesce(previous, ''::bytea) || convert_to(ARRAY[address, channel, purpose, state, basis, wording,
    source, detail, actor, extract(epoch FROM at)::text, evidence]::text || coalesce((sale - date '2000-01-01')::text, ''),
    'UTF8'));

-- Is this new word taken down? A no is, except where a file tells what was so before the customer's own yes. A yes after
-- a no is taken only from the customer or from a user (who states a reason). A machine that repeats what stands adds
-- nothing. Two things make a yes unknown, and after it everybody may speak as if nothing had been said: an import that is
-- undone takes its own back; and an address that has left the last card it was on, or comes to a card while it is on no
-- other one, may be somebody else's by now (the source `register`). A no stays.
CREATE FUNCTION consent.takes(old_state text, old_source text, old_at timestamptz,
    new_state text, new_source text, new_at timestamptz)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN new_state = 'unknown'
        THEN old_state = 'given' AND (new_source = 'register' OR old_source = 'import' AND new_source = 'import')
    WHEN old_state IS NULL OR old_state = 'unknown' THEN true
    WHEN new_state = old_state THEN new_state = 'given' AND new_source IN ('web', 'user')
    WHEN new_state = 'given' THEN new_source IN ('web', 'link', 'stop', 'user')
    WHEN new_source IN ('import', 'till', 'sample')
        THEN old_state = 'given' AND NOT (old_source IN ('web', 'link', 'stop', 'user') AND new_at < old_at)
    ELSE old_state = 'given' OR new_state = 'withdrawn'
    END;

-- Addresses never to use, known by keyed hash only, so that the list survives erasure and re-import.
CREATE TABLE consent.hash_key (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    key       bytea NOT NULL
);
INSERT INTO consent.hash_key (key)
VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- A stop is about offers. What the customer's own business needs rests on another ground than consent (GDPR article
-- 6(1)(b), directive 2002/58 article 13 speaks of marketing only) and goes on, unless the stop was meant for that too: it
-- answered a service message, or said "all". Everything else on the list holds back everything.
CREATE TABLE consent.suppression (
    channel       text NOT NULL,
    address_hash  bytea NOT NULL,
    reason        text NOT NULL CHECK (reason IN ('stop', 'hard_bounce', 'complaint', 'manual')),
    at            timestamptz NOT NULL,
    -- who put it there, and the reason where it was a user
    actor         text NOT NULL DEFAULT 'system',
    note          text NOT NULL DEFAULT '',
    -- whether messages about the customer's own business are held back as well
    service_too   boolean NOT NULL DEFAULT true,
    PRIMARY KEY (channel, address_hash)
);

-- With the key as an argument the planner writes it into the statement: `address_hash((SELECT key …), address)` costs a
-- set half a microsecond a row, a call per row ten times that.
CREATE FUNCTION consent.address_hash(key bytea, address text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(key || convert_to(address, 'UTF8'));

CREATE FUNCTION consent.address_hash(address text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256((SELECT key FROM consent.hash_key) || convert_to(address, 'UTF8'));

-- Why we may not write to this address, or null: `suppressed`, `withdrawn`, `no_consent`. For single messages and
-- claims; sets join consent.permission and consent.suppressed (measured elsewhere: 3 ms against 410 ms per 500).
-- A service message needs no yes, but a no to it stands. `confirmation` is the one message that asks the owner of an
-- address whether it was they who signed up: an earlier STOP of theirs does not keep it back, all else does.
CREATE FUNCTION consent.refusal(in_channel text, in_purpose text, in_address text) RETURNS text
LANGUAGE sql STABLE
RETURN CASE
    WHEN EXISTS (SELECT FROM consent.suppression)
         AND EXISTS (SELECT FROM consent.suppression s
                     WHERE s.channel = in_channel AND s.address_hash = consent.address_hash(in_address)
                       AND (in_purpose <> 'confirmation' OR s.reason <> 'stop')
                       AND (in_purpose <> 'service' OR s.service_too)) THEN 'suppressed'
    WHEN in_purpose = 'confirmation' THEN NULL
    WHEN in_purpose = 'service' THEN
        (SELECT 'withdrawn' FROM consent.standing p
         WHERE p.address = in_address AND p.channel = in_channel AND p.purpose = in_purpose
           AND p.state IN ('refused', 'withdrawn'))
    ELSE (SELECT CASE max(p.state) WHEN 'given' THEN NULL WHEN 'withdrawn' THEN 'withdrawn' ELSE 'no_consent' END
          FROM consent.standing p
          WHERE p.address = in_address AND p.channel = in_channel AND p.purpose = in_purpose)
    END;

CREATE FUNCTION consent.permits(in_channel text, in_purpose text, in_address text) RETURNS boolean LANGUAGE sql STABLE
RETURN consent.refusal(in_channel, in_purpose, in_address) IS NULL;

CREATE VIEW consent.permission AS
SELECT address, channel, purpose, state, at FROM consent.standing;

CREATE VIEW consent.suppressed AS
SELECT channel, address_hash, reason, at, service_too FROM consent.suppression;

-- For sets: `consent.address_hash((SELECT key FROM consent.suppression_key), address)`.
CREATE VIEW consent.suppression_key AS
SELECT key FROM consent.hash_key;

-- What people wrote to us. A text that comes twice is kept once.
CREATE TABLE consent.inbound (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id   bigint NOT NULL,
    sender       text NOT NULL,
    recipient    text NOT NULL,
    body         text NOT NULL,
    -- what the text asks for: `stop` and `start` were obeyed, `maybe_stop` is for a person to read
    meaning      text NOT NULL CHECK (meaning IN ('stop', 'start', 'maybe_stop', 'other')),
    keyword      text NOT NULL DEFAULT '',
    at           timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    UNIQUE (account_id, sender, at, body)
);
CREATE INDEX inbound_sender ON consent.inbound (sender, id);

-- Who wrote to us, and when: what selections ask.
CREATE VIEW consent.reply AS
SELECT sender, at FROM consent.inbound;

-- The address behind a short link. The token is made of the address, so a set of links is one statement and an address
-- keeps its link for ever.
CREATE TABLE consent.opt_out_link (
    token    text PRIMARY KEY,
    channel  text NOT NULL,
    address  text NOT NULL
);

-- 12 letters and digits: 72 bits of a keyed hash. No `-` or `_`: at the end of an address some phones leave them out.
CREATE FUNCTION consent.opt_out_token(key bytea, channel text, address text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
RETURN translate(encode(substr(sha256(key || sha256(key || convert_to('opt-out ' || channel || ' ' || address, 'UTF8'))),
    1, 9), 'base64'), '+/', 'xy');
