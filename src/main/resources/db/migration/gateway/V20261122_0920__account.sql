-- Provider accounts. `settings` belongs to the protocol named in `protocol`; secrets are encrypted with the key file.
CREATE SCHEMA gateway;

CREATE TABLE gateway.account (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL UNIQUE,
    channel      text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    protocol     text NOT NULL CHECK (protocol IN ('smpp', 'smtp')),
    settings     jsonb NOT NULL DEFAULT '{}',
    secret       bytea,
    enabled      boolean NOT NULL DEFAULT true,
    -- money for one SMS part or one e-mail
    unit_price   numeric(10, 4) NOT NULL DEFAULT 0,
    currency     text NOT NULL DEFAULT 'SEK',
    -- messages a second at most; null: as fast as the account takes them
    rate         integer CHECK (rate > 0),
    -- what it is used with: the sender shown when nobody chooses another one, and the number that people may answer to
    -- (empty: none, so that a STOP by SMS is not possible)
    sender       text NOT NULL DEFAULT '',
    reply_number text NOT NULL DEFAULT ''
);
