-- Many customers who are being deleted. Who they are is settled when somebody says yes, so that nobody is added by what
-- happens meanwhile, and a program that starts again goes on where it ended.
CREATE TABLE customer.deletion (
    token       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    actor       text NOT NULL,
    total       integer NOT NULL DEFAULT 0,
    -- who have had their turn: erased, left alone because a message is on its way, or gone already
    done        integer NOT NULL DEFAULT 0,
    erased      integer NOT NULL DEFAULT 0,
    busy        integer NOT NULL DEFAULT 0,
    state       text NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'done', 'stopped', 'failed')),
    changed_at  timestamptz NOT NULL
);

-- Who is still to go.
CREATE TABLE customer.deletion_customer (
    token        uuid NOT NULL REFERENCES customer.deletion (token) ON DELETE CASCADE,
    customer_id  bigint NOT NULL,
    PRIMARY KEY (token, customer_id)
);
