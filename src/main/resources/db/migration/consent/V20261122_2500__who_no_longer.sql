-- A stop is about offers. What the customer's own business needs rests on another ground than consent (GDPR article
-- 6(1)(b), directive 2002/58 article 13 speaks of marketing only) and goes on, unless the stop was meant for that too: it
-- answered a service message, or said "all". Everything else on the list holds back everything.
ALTER TABLE consent.suppression ADD COLUMN service_too boolean NOT NULL DEFAULT true;

CREATE OR REPLACE VIEW consent.suppressed AS
SELECT channel, address_hash, reason, at, service_too FROM consent.suppression;

CREATE OR REPLACE FUNCTION consent.refusal(in_channel text, in_purpose text, in_address text) RETURNS text
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

-- The day of the sale that makes somebody an existing customer. It is a part of what the hash covers: after the closing
-- brace of the array's text, so entries without one have the hash they always had.
ALTER TABLE consent.entry ADD COLUMN sale date;

DROP FUNCTION consent.seal(bytea, text, text, text, text, text, text, text, text, text, timestamptz, text);
CREATE FUNCTION consent.seal(previous bytea, address text, channel text, purpose text, state text, basis text,
    wording text, source text, detail text, actor text, at timestamptz, evidence text, sale date DEFAULT NULL)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(coalesce(previous, ''::bytea) || convert_to(ARRAY[address, channel, purpose, state, basis, wording,
    source, detail, actor, extract(epoch FROM at)::text, evidence]::text || coalesce((sale - date '2000-01-01')::text, ''),
    'UTF8'));

-- A yes is somebody's. An address that has left the last card it was on, or comes to a card while it is on no other one,
-- may be somebody else's by now, so what was given for it is as if it had never been said. A no stays.
ALTER TABLE consent.entry DROP CONSTRAINT entry_source_check;
ALTER TABLE consent.entry ADD CONSTRAINT entry_source_check
    CHECK (source IN ('till', 'web', 'import', 'stop', 'link', 'user', 'sample', 'register'));

CREATE OR REPLACE FUNCTION consent.takes(old_state text, old_source text, old_at timestamptz,
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

-- What is erased is noted by the function that erases, and by nobody else.
COMMENT ON TABLE consent.erased IS 'only grows by consent.erase: the role that the program works as may read it';
