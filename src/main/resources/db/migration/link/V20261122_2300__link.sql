-- Links of mailings whose clicks are counted. Without a customer's yes to the purpose `tracking` all recipients have the
-- same token, so a click tells of nobody.
CREATE SCHEMA link;

CREATE TABLE link.hash_key (
    only_row  boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    key       bytea NOT NULL
);
INSERT INTO link.hash_key (key)
VALUES (decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

-- 12 characters: 72 bits of a keyed hash. Letters and digits only, because phones take `-` at an address's end for the
-- end of the sentence.
CREATE FUNCTION link.token(key bytea, what text) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
RETURN translate(encode(substr(sha256(key || sha256(key || convert_to(what, 'UTF8'))), 1, 9), 'base64'), '+/', 'xy');

-- Where a link of a mailing leads. Redirects go here and nowhere else.
CREATE TABLE link.target (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    token        text COLLATE "C" NOT NULL UNIQUE,
    campaign_id  bigint NOT NULL,
    -- its place in the text, the same for all recipients
    number       smallint NOT NULL,
    url          text NOT NULL CHECK (url ~ '^https?://' AND length(url) <= 2000),
    -- of test messages: leads there, is never counted
    test         boolean NOT NULL,
    opened_at    timestamptz NOT NULL
);
CREATE INDEX target_campaign ON link.target (campaign_id);

-- The tokens of those who have said yes. What is null was taken away again: the link still leads there.
CREATE TABLE link.personal (
    token        text COLLATE "C" PRIMARY KEY,
    target_id    bigint NOT NULL REFERENCES link.target (id) ON DELETE CASCADE,
    customer_id  bigint,
    channel      text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    address      text COLLATE "C"
);
CREATE INDEX personal_target ON link.personal (target_id);
CREATE INDEX personal_customer ON link.personal (customer_id) WHERE customer_id IS NOT NULL;

-- One click. No foreign key: its check would lock the target's row, which thousands of clicks share.
CREATE TABLE link.hit (
    target_id    bigint NOT NULL,
    -- null: not known who
    customer_id  bigint,
    at           timestamptz NOT NULL
);
CREATE INDEX hit_target ON link.hit (target_id) INCLUDE (customer_id);
CREATE INDEX hit_customer ON link.hit (customer_id) WHERE customer_id IS NOT NULL;

-- Who has clicked in which mailing, as far as it may be known: what everybody else reads.
CREATE VIEW link.click AS
SELECT t.campaign_id, h.customer_id, h.at
FROM link.hit h
JOIN link.target t ON t.id = h.target_id
WHERE h.customer_id IS NOT NULL;
