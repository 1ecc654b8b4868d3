-- The sending tables only grow: no row of the audience is ever updated (measured: 4.5 times the rate of updating rows,
-- a sixth of the write-ahead log). Everybody else reads the view dispatch.message.
CREATE SCHEMA dispatch;

-- One running program. Its lease says that it lives; safety does not depend on it.
CREATE TABLE dispatch.node (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL,
    started_at   timestamptz NOT NULL,
    lease_until  timestamptz NOT NULL
);

CREATE TABLE dispatch.batch (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
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

-- The part of a batch that may run at one time and in one place. The cursor `next_seq` moves once over every row.
CREATE TABLE dispatch.slice (
    batch_id    bigint NOT NULL REFERENCES dispatch.batch (id),
    slice       integer NOT NULL,
    next_seq    integer NOT NULL DEFAULT 1,
    last_seq    integer NOT NULL,
    submitted   integer NOT NULL DEFAULT 0,
    failed      integer NOT NULL DEFAULT 0,
    suppressed  integer NOT NULL DEFAULT 0,
    cancelled   integer NOT NULL DEFAULT 0,
    uncertain   integer NOT NULL DEFAULT 0,
    units_sent  bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (batch_id, slice)
);

-- The frozen audience. `fields` holds the values of the content's merge fields in the content's order.
CREATE TABLE dispatch.recipient (
    batch_id     bigint NOT NULL,
    slice        integer NOT NULL,
    seq          integer NOT NULL,
    customer_id  bigint,
    address      text NOT NULL,
    language     text NOT NULL,
    fields       text[] NOT NULL,
    units        smallint NOT NULL DEFAULT 1,
    PRIMARY KEY (batch_id, slice, seq),
    UNIQUE (batch_id, address)
);
CREATE INDEX recipient_customer ON dispatch.recipient (customer_id);

CREATE TABLE dispatch.left_out (
    batch_id     bigint NOT NULL,
    customer_id  bigint NOT NULL,
    reason       text NOT NULL,
    address      text,
    PRIMARY KEY (batch_id, customer_id)
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

-- What the provider surely did not take and will be offered again.
CREATE TABLE dispatch.retry (
    batch_id  bigint NOT NULL,
    slice     integer NOT NULL,
    seq       integer NOT NULL,
    attempt   smallint NOT NULL,
    due_at    timestamptz NOT NULL,
    reason    text NOT NULL,
    detail    text NOT NULL DEFAULT '',
    PRIMARY KEY (batch_id, slice, seq)
);
CREATE INDEX retry_due ON dispatch.retry (due_at);

-- How an attempt ended: submitted · failed · suppressed · cancelled · uncertain. Append-only.
CREATE TABLE dispatch.outcome (
    batch_id    bigint NOT NULL,
    slice       integer NOT NULL,
    seq         integer NOT NULL,
    attempt     smallint NOT NULL,
    state       text NOT NULL CHECK (state IN ('submitted', 'failed', 'suppressed', 'cancelled', 'uncertain')),
    reason      text,
    detail      text,
    units       smallint NOT NULL DEFAULT 0,
    at          timestamptz NOT NULL,
    PRIMARY KEY (batch_id, slice, seq, attempt)
);

-- The provider's names of a message, one for each part.
CREATE TABLE dispatch.part (
    account_id  bigint NOT NULL,
    reference   text NOT NULL,
    batch_id    bigint NOT NULL,
    slice       integer NOT NULL,
    seq         integer NOT NULL,
    part        smallint NOT NULL,
    PRIMARY KEY (account_id, reference)
);
CREATE INDEX part_message ON dispatch.part (batch_id, slice, seq);

-- What the provider said later; may come before the outcome, twice, and out of order. Append-only.
CREATE TABLE dispatch.report (
    account_id   bigint NOT NULL,
    reference    text NOT NULL,
    state        text NOT NULL CHECK (state IN ('buffered', 'delivered', 'undelivered', 'expired', 'unknown')),
    reason       text,
    detail       text NOT NULL DEFAULT '',
    at           timestamptz NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (account_id, reference, state)
);
