-- The sending tables only grow: no row of the audience is ever updated (measured: 4.5 times the rate of updating rows,
-- a sixth of the write-ahead log). Everybody else reads the view dispatch.message.
CREATE SCHEMA dispatch;

-- One running program. Its lease says that it lives; safety does not depend on it. `place`, `pid` and
-- `process_started_at` let the next program on the same machine see at once that this one is gone.
CREATE TABLE dispatch.node (
    id                  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name                text NOT NULL,
    place               text,
    pid                 bigint NOT NULL,
    process_started_at  timestamptz,
    started_at          timestamptz NOT NULL,
    lease_until         timestamptz NOT NULL
);

-- The right to work on a provider account: one node at a time, so that window and rate are exact. The row also makes
-- settles and delivery reports of an account take turns at counting.
CREATE TABLE dispatch.lane (
    account_id  bigint PRIMARY KEY,
    node_id     bigint
);

CREATE TABLE dispatch.batch (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- the caller's name of the command that made it: a double click finds the batch of the first
    command       uuid UNIQUE,
    campaign_id   bigint,
    kind          text NOT NULL DEFAULT 'campaign' CHECK (kind IN ('campaign', 'single', 'test')),
    name          text NOT NULL,
    channel       text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    account_id    bigint NOT NULL,
    sender        text NOT NULL,
    content_id    bigint NOT NULL,
    purpose       text NOT NULL,
    -- held: frozen, nothing leaves · running · paused · cancelled: the rest is never sent · done
    state         text NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'running', 'paused', 'cancelled', 'done')),
    selected      integer NOT NULL DEFAULT 0,
    planned       integer NOT NULL DEFAULT 0,
    left_out      integer NOT NULL DEFAULT 0,
    units         bigint NOT NULL DEFAULT 0,
    unit_price    numeric(10, 4) NOT NULL DEFAULT 0,
    currency      text NOT NULL DEFAULT 'SEK',
    not_before    timestamptz,
    not_after     timestamptz,
    created_by    text NOT NULL,
    created_at    timestamptz NOT NULL,
    started_at    timestamptz,
    done_at       timestamptz
);
CREATE INDEX batch_running ON dispatch.batch (account_id) WHERE state = 'running';
-- looked through twice a second, while the table grows by every single message
CREATE INDEX batch_open ON dispatch.batch (id) WHERE state IN ('running', 'paused');
CREATE INDEX batch_campaign ON dispatch.batch (campaign_id) WHERE campaign_id IS NOT NULL;

-- The part of a batch that may run at one time and in one place. The cursor `next_seq` moves once over every row.
-- The counters are of messages, each counted where it stands now: `submitted` includes delivered and undelivered.
CREATE TABLE dispatch.slice (
    batch_id     bigint NOT NULL REFERENCES dispatch.batch (id),
    slice        integer NOT NULL,
    next_seq     integer NOT NULL DEFAULT 1,
    last_seq     integer NOT NULL,
    claimed_at   timestamptz,
    submitted    integer NOT NULL DEFAULT 0,
    delivered    integer NOT NULL DEFAULT 0,
    undelivered  integer NOT NULL DEFAULT 0,
    failed       integer NOT NULL DEFAULT 0,
    suppressed   integer NOT NULL DEFAULT 0,
    cancelled    integer NOT NULL DEFAULT 0,
    uncertain    integer NOT NULL DEFAULT 0,
    units_sent   bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, slice)
) WITH (fillfactor = 50);

-- The frozen audience. `fields` holds the values of the content's merge fields in the content's order. A message outlives
-- what it said: its values are null once they were taken away, because the customer was erased or because the shop keeps
-- them no longer. The rest is what accounts need. Erased customers' addresses become `#` and the place of the row, which
-- keeps them unique and can never be sent to.
CREATE TABLE dispatch.recipient (
    batch_id     bigint NOT NULL,
    slice        integer NOT NULL,
    seq          integer NOT NULL,
    customer_id  bigint,
    address      text COLLATE "C" NOT NULL,
    language     text NOT NULL,
    fields       text[],
    PRIMARY KEY (batch_id, slice, seq),
    UNIQUE (batch_id, address)
);
CREATE INDEX recipient_customer ON dispatch.recipient (customer_id);
-- Messages to an address that was no customer's when they left: a test to a typed address, the question whether it was
-- you who signed up. Found when the address's owner is erased; those to customers cost nothing here.
CREATE INDEX recipient_nobodys ON dispatch.recipient (address) WHERE customer_id IS NULL;
-- no plan asks what the values look like, and sampling them is most of an ANALYZE
ALTER TABLE dispatch.recipient ALTER fields SET STATISTICS 0, ALTER language SET STATISTICS 0;

CREATE TABLE dispatch.left_out (
    batch_id     bigint NOT NULL,
    customer_id  bigint NOT NULL,
    reason       text NOT NULL,
    address      text,
    PRIMARY KEY (batch_id, customer_id)
);

-- What the audience of a held batch will cost, from rendering every single message.
CREATE TABLE dispatch.pricing (
    batch_id     bigint PRIMARY KEY,
    counted      integer NOT NULL DEFAULT 0,
    units        bigint NOT NULL DEFAULT 0,
    -- how many messages have 1, 2, 3 … parts
    parts        integer[] NOT NULL DEFAULT '{}',
    ucs2         integer NOT NULL DEFAULT 0,
    -- which characters make them so, and in how many messages
    characters   text[] NOT NULL DEFAULT '{}',
    occurrences  integer[] NOT NULL DEFAULT '{}',
    missing      integer NOT NULL DEFAULT 0,
    too_long     integer NOT NULL DEFAULT 0,
    finished_at  timestamptz
);

-- A few customers to look at for each thing that the pricing found.
CREATE TABLE dispatch.pricing_note (
    batch_id     bigint NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('parts', 'ucs2', 'missing', 'too_long')),
    detail       text NOT NULL,
    seq          integer NOT NULL,
    customer_id  bigint,
    PRIMARY KEY (batch_id, kind, detail, seq)
);

-- The intent: what a node is about to hand over. Committed before the first byte leaves, deleted by the settle.
CREATE TABLE dispatch.claim (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id    bigint NOT NULL,
    slice       integer NOT NULL,
    seqs        integer[] NOT NULL,
    attempts    smallint[] NOT NULL,
    node_id     bigint NOT NULL,
    account_id  bigint NOT NULL,
    at          timestamptz NOT NULL
);
CREATE INDEX claim_batch ON dispatch.claim (batch_id);

-- What the provider surely did not take and will be offered again. `since` is the first refusal of this series.
CREATE TABLE dispatch.retry (
    batch_id    bigint NOT NULL,
    slice       integer NOT NULL,
    seq         integer NOT NULL,
    account_id  bigint NOT NULL,
    attempt     smallint NOT NULL,
    since       timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    reason      text NOT NULL,
    detail      text NOT NULL DEFAULT '',
    PRIMARY KEY (batch_id, slice, seq)
);
CREATE INDEX retry_due ON dispatch.retry (account_id, due_at);

-- How an attempt ended: submitted · failed · suppressed · cancelled · uncertain. Append-only, but for two things: a late
-- record may still say what became of an uncertain one, and `retaken` says that a person had the message tried again.
-- At most one row of a message is not retaken: it is where the message stands. `customer_id` is the recipient's: who asks
-- who got what would otherwise join every message to its recipient.
CREATE TABLE dispatch.outcome (
    batch_id     bigint NOT NULL,
    slice        integer NOT NULL,
    seq          integer NOT NULL,
    customer_id  bigint,
    at           timestamptz NOT NULL,
    attempt      smallint NOT NULL,
    units        smallint NOT NULL DEFAULT 0,
    retaken      boolean NOT NULL DEFAULT false,
    state        text NOT NULL CHECK (state IN ('submitted', 'failed', 'suppressed', 'cancelled', 'uncertain')),
    reason       text,
    detail       text,
    PRIMARY KEY (batch_id, slice, seq, attempt)
);
CREATE INDEX outcome_exception ON dispatch.outcome (batch_id, state, slice, seq) WHERE state <> 'submitted';

-- The provider's names of a message, one for each part. `since` is when it was claimed: what the provider said of that
-- name before then was about another message, for some providers count from one again.
CREATE TABLE dispatch.part (
    account_id  bigint NOT NULL,
    reference   text COLLATE "C" NOT NULL,
    batch_id    bigint NOT NULL,
    slice       integer NOT NULL,
    seq         integer NOT NULL,
    part        smallint NOT NULL,
    since       timestamptz NOT NULL,
    PRIMARY KEY (account_id, reference)
);
CREATE INDEX part_message ON dispatch.part (batch_id, slice, seq);

-- What the provider said later; may come before the outcome, twice, and out of order. Append-only.
CREATE TABLE dispatch.report (
    account_id   bigint NOT NULL,
    reference    text COLLATE "C" NOT NULL,
    state        text NOT NULL CHECK (state IN ('buffered', 'delivered', 'undelivered', 'expired', 'unknown')),
    reason       text,
    detail       text NOT NULL DEFAULT '',
    at           timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (account_id, reference, state)
);

-- What the reports of all parts add up to. Written once for a message and never changed, so it is counted once.
CREATE TABLE dispatch.delivery (
    batch_id  bigint NOT NULL,
    slice     integer NOT NULL,
    seq       integer NOT NULL,
    state     text NOT NULL CHECK (state IN ('delivered', 'undelivered')),
    reason    text,
    at        timestamptz NOT NULL,
    PRIMARY KEY (batch_id, slice, seq)
);
-- few, and looked for among the many
CREATE INDEX delivery_undelivered ON dispatch.delivery (batch_id, slice, seq) WHERE state = 'undelivered';

-- State and history of one message: what everybody else reads.
CREATE VIEW dispatch.message AS
SELECT r.batch_id, r.slice, r.seq, b.campaign_id, b.kind, b.name, b.channel, b.account_id, b.sender, b.content_id,
       b.purpose, b.state AS batch_state, r.customer_id, r.address, r.language, r.fields,
       CASE WHEN q.seq IS NOT NULL THEN 'retrying'
            WHEN o.state = 'submitted' THEN coalesce(d.state, 'submitted')
            WHEN o.state IS NOT NULL THEN o.state
            WHEN r.seq < s.next_seq THEN 'claimed'
            WHEN b.state = 'cancelled' THEN 'cancelled'
            ELSE 'queued' END AS state,
       coalesce(q.attempt, o.attempt, 1) AS attempt,
       coalesce(d.reason, q.reason, o.reason) AS reason,
       coalesce(q.detail, o.detail, '') AS detail,
       coalesce(o.units, 0) AS units, b.unit_price, b.currency,
       b.created_at AS frozen_at, q.due_at, o.at AS settled_at, d.at AS reported_at
FROM dispatch.recipient r
JOIN dispatch.batch b ON b.id = r.batch_id
JOIN dispatch.slice s ON s.batch_id = r.batch_id AND s.slice = r.slice
LEFT JOIN dispatch.outcome o ON o.batch_id = r.batch_id AND o.slice = r.slice AND o.seq = r.seq AND NOT o.retaken
LEFT JOIN dispatch.retry q ON q.batch_id = r.batch_id AND q.slice = r.slice AND q.seq = r.seq
LEFT JOIN dispatch.delivery d ON d.batch_id = r.batch_id AND d.slice = r.slice AND d.seq = r.seq;

-- What selections ask of earlier messages: each that was tried. Lean, for it is read for whole mailings: who does not ask
-- for the address does not pay for it.
CREATE VIEW dispatch.attempt AS
SELECT o.batch_id, o.slice, o.seq, o.customer_id, r.address, b.campaign_id, b.kind, b.channel, b.done_at, o.state, o.at
FROM dispatch.batch b
JOIN dispatch.outcome o ON o.batch_id = b.id AND NOT o.retaken
LEFT JOIN dispatch.recipient r ON r.batch_id = o.batch_id AND r.slice = o.slice AND r.seq = o.seq;

-- The last that was heard of a message, where anything was.
CREATE VIEW dispatch.receipt AS
SELECT batch_id, slice, seq, state FROM dispatch.delivery;
