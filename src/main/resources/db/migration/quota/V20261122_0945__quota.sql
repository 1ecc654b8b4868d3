-- What may be sent in a calendar month. Units are SMS parts and e-mails.
CREATE SCHEMA quota;

-- A channel without a row has no limit.
CREATE TABLE quota.allowance (
    channel  text PRIMARY KEY CHECK (channel IN ('SMS', 'EMAIL')),
    monthly  bigint NOT NULL CHECK (monthly >= 0)
);

-- One row for each channel and month; its lock makes reservations wait for each other. `taken` is what is reserved and
-- what was used.
CREATE TABLE quota.month (
    channel  text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    month    date NOT NULL CHECK (month = date_trunc('month', month)),
    taken    bigint NOT NULL DEFAULT 0 CHECK (taken >= 0),
    PRIMARY KEY (channel, month)
);

-- What one batch holds of its month: `reserved` still may leave, `used` has left. Both count against the month.
CREATE TABLE quota.reservation (
    batch_id  bigint PRIMARY KEY,
    channel   text NOT NULL,
    month     date NOT NULL,
    reserved  bigint NOT NULL CHECK (reserved >= 0),
    used      bigint NOT NULL DEFAULT 0 CHECK (used >= 0),
    at        timestamptz NOT NULL
);
