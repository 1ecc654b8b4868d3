-- May we write? The ledger only grows; consent.standing is what it adds up to, written in the same transaction.
CREATE SCHEMA consent;

CREATE TABLE consent.entry (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    address   text NOT NULL,
    channel   text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    purpose   text NOT NULL,
    state     text NOT NULL CHECK (state IN ('unknown', 'given', 'refused', 'withdrawn')),
    basis     text NOT NULL CHECK (basis IN ('consent', 'existing_customer', 'company', 'service')),
    wording   text NOT NULL DEFAULT '',
    source    text NOT NULL CHECK (source IN ('till', 'web', 'import', 'stop', 'link', 'user', 'sample')),
    detail    text NOT NULL DEFAULT '',
    actor     text NOT NULL,
    at        timestamptz NOT NULL,
    evidence  text NOT NULL DEFAULT '',
    previous  bytea,
    hash      bytea NOT NULL
);
CREATE INDEX entry_address ON consent.entry (address, channel, purpose, id);

CREATE TABLE consent.standing (
    address   text NOT NULL,
    channel   text NOT NULL,
    purpose   text NOT NULL,
    state     text NOT NULL,
    entry_id  bigint NOT NULL,
    hash      bytea NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (address, channel, purpose)
);

-- Addresses never to use, known by keyed hash only, so that the list survives erasure and re-import.
CREATE TABLE consent.hash_key (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    key       bytea NOT NULL
);
INSERT INTO consent.hash_key (key)
VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

CREATE TABLE consent.suppression (
    channel       text NOT NULL,
    address_hash  bytea NOT NULL,
    reason        text NOT NULL CHECK (reason IN ('stop', 'hard_bounce', 'complaint', 'manual')),
    at            timestamptz NOT NULL,
    PRIMARY KEY (channel, address_hash)
);

CREATE FUNCTION consent.address_hash(address text) RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256((SELECT key FROM consent.hash_key) || convert_to(address, 'UTF8'));

-- Why we may not write to this address, or null: `suppressed`, `withdrawn`, `no_consent`. For single messages and
-- claims; sets join consent.permission and consent.suppression (measured elsewhere: 3 ms against 410 ms per 500).
CREATE FUNCTION consent.refusal(in_channel text, in_purpose text, in_address text) RETURNS text LANGUAGE sql STABLE
RETURN CASE
    WHEN EXISTS (SELECT FROM consent.suppression s
                 WHERE s.channel = in_channel AND s.address_hash = consent.address_hash(in_address)) THEN 'suppressed'
    WHEN in_purpose = 'service' THEN NULL
    ELSE (SELECT CASE max(p.state) WHEN 'given' THEN NULL WHEN 'withdrawn' THEN 'withdrawn' ELSE 'no_consent' END
          FROM consent.standing p
          WHERE p.address = in_address AND p.channel = in_channel AND p.purpose = in_purpose)
    END;

CREATE FUNCTION consent.permits(in_channel text, in_purpose text, in_address text) RETURNS boolean LANGUAGE sql STABLE
RETURN consent.refusal(in_channel, in_purpose, in_address) IS NULL;

CREATE VIEW consent.permission AS
SELECT address, channel, purpose, state, at FROM consent.standing;
