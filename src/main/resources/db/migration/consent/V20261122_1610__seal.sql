-- The seals of the ledger. Each night one seal covers all entries that no earlier one covers, whatever their ids: an
-- import that was under way last night left a gap and is covered tonight, so nobody has to wait for anybody.

-- What an erased person's entries leave: that they were there. The digests still add up. It is noted by the function that
-- erases, and by nobody else.
CREATE TABLE consent.erased (
    id    bigint PRIMARY KEY,
    hash  bytea NOT NULL,
    at    timestamptz NOT NULL
);
COMMENT ON TABLE consent.erased IS 'only grows by consent.erase: the role that the program works as may read it';

CREATE TABLE consent.seal (
    number   integer PRIMARY KEY CHECK (number > 0),
    -- the ids of the entries that it covers
    ids      int8multirange NOT NULL,
    entries  bigint NOT NULL,
    -- over the digest of the seal before, and the hashes of its own entries
    digest   bytea NOT NULL,
    at       timestamptz NOT NULL
);
COMMENT ON TABLE consent.seal IS 'only grows: the role that the program works as may read it and add to it';

-- What the entries of these ids, erased ones too, amount to. Hashed in pieces, so that a first seal over millions needs
-- no text of a gigabyte.
CREATE FUNCTION consent.amount(ids int8multirange, OUT entries bigint, OUT content bytea) LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(sum(p.entries), 0)::bigint, sha256(coalesce(string_agg(p.piece, ''::bytea ORDER BY p.number), ''))
    FROM (SELECT c.id / 4096 AS number, count(*) AS entries,
                 sha256(string_agg(int8send(c.id) || c.hash, ''::bytea ORDER BY c.id)) AS piece
          FROM (SELECT e.id, e.hash
                FROM unnest(ids) AS range JOIN consent.entry e ON e.id >= lower(range) AND e.id < upper(range)
                UNION ALL
                SELECT x.id, x.hash
                FROM unnest(ids) AS range JOIN consent.erased x ON x.id >= lower(range) AND x.id < upper(range)) c
          GROUP BY c.id / 4096) p;
END;

CREATE FUNCTION consent.seal_digest(previous bytea, number integer, ids int8multirange, entries bigint, content bytea)
RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
RETURN sha256(coalesce(previous, ''::bytea) || int4send(number) || int8send(entries) || content
    || convert_to(ids::text, 'UTF8'));

-- Takes the entries of people who are erased out of the ledger, which the program's own role cannot. Their ids and
-- hashes stay, so an erasure can be told from a theft.
CREATE FUNCTION consent.erase(in_channels text[], in_addresses text[], in_at timestamptz) RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    WITH gone AS (
        DELETE FROM consent.entry e
        USING unnest(in_channels, in_addresses) AS t (channel, address)
        WHERE e.address = t.address AND e.channel = t.channel
        RETURNING e.id, e.hash
    ), kept AS (
        INSERT INTO consent.erased (id, hash, at) SELECT id, hash, in_at FROM gone RETURNING 1
    )
    SELECT count(*) FROM kept;
END;
