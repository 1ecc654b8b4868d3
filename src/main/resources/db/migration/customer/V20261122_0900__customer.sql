-- The register. Other modules read the views customer.profile, customer.contact and customer.member only.
CREATE SCHEMA customer;

CREATE TABLE customer.store (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    country     text NOT NULL DEFAULT 'SE',
    language    text NOT NULL DEFAULT 'sv',
    currency    text NOT NULL DEFAULT 'SEK',
    time_zone   text NOT NULL DEFAULT 'Europe/Stockholm',
    sender      text
);

CREATE TABLE customer.customer_group (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('group', 'category')),
    name        text NOT NULL,
    UNIQUE (kind, name)
);

CREATE TABLE customer.customer (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number         text NOT NULL UNIQUE,
    external_id    text UNIQUE,
    kind           text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'company')),
    first_name     text NOT NULL DEFAULT '',
    last_name      text NOT NULL DEFAULT '',
    company_name   text NOT NULL DEFAULT '',
    company_id     bigint REFERENCES customer.customer (id),
    language       text NOT NULL DEFAULT 'sv',
    country        text NOT NULL DEFAULT 'SE',
    store_id       integer REFERENCES customer.store (id),
    category_id    integer REFERENCES customer.customer_group (id),
    street         text NOT NULL DEFAULT '',
    postcode       text NOT NULL DEFAULT '',
    city           text NOT NULL DEFAULT '',
    -- a birthday may lack its year
    birth_year     smallint,
    birth_month    smallint CHECK (birth_month BETWEEN 1 AND 12),
    birth_day      smallint CHECK (birth_day BETWEEN 1 AND 31),
    points         numeric(14, 2),
    balance        numeric(14, 2),
    currency       text NOT NULL DEFAULT 'SEK',
    last_purchase  date,
    status         text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'deceased', 'blocked')),
    protected      boolean NOT NULL DEFAULT false,
    note           text NOT NULL DEFAULT '',
    custom         jsonb NOT NULL DEFAULT '{}',
    version        integer NOT NULL DEFAULT 1,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL
);
CREATE INDEX customer_company ON customer.customer (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX customer_category ON customer.customer (category_id);

CREATE TABLE customer.membership (
    customer_id  bigint NOT NULL REFERENCES customer.customer (id) ON DELETE CASCADE,
    group_id     integer NOT NULL REFERENCES customer.customer_group (id),
    PRIMARY KEY (customer_id, group_id)
);
CREATE INDEX membership_group ON customer.membership (group_id, customer_id);

-- One address of a customer. `address` is E.164 or the lower-case e-mail address, null where `problem` says why not.
-- `reachable`: a message of that channel can go there (a landline is a fine address, and takes no SMS).
CREATE TABLE customer.contact_point (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  bigint NOT NULL REFERENCES customer.customer (id) ON DELETE CASCADE,
    channel      text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    label        text NOT NULL,
    as_entered   text NOT NULL,
    address      text,
    problem      text,
    reachable    boolean NOT NULL DEFAULT false,
    preferred    boolean NOT NULL DEFAULT false,
    position     smallint NOT NULL DEFAULT 0,
    CHECK (address IS NOT NULL OR NOT reachable),
    UNIQUE (customer_id, channel, label, position)
);
CREATE INDEX contact_point_address ON customer.contact_point (address) WHERE address IS NOT NULL;

-- What selections ask and texts name: a merge field is a column of this view.
CREATE VIEW customer.profile AS
SELECT c.id AS customer_id, c.number, c.kind, c.first_name, c.last_name,
       CASE WHEN c.kind = 'company' THEN c.company_name ELSE coalesce(k.company_name, c.company_name) END AS company_name,
       CASE WHEN c.kind = 'company' THEN c.company_name ELSE btrim(c.first_name || ' ' || c.last_name) END AS name,
       c.company_id, k.number AS company_number, k.city AS company_city, kg.name AS company_category,
       c.language, c.country, s.name AS store, c.store_id, g.name AS category, c.category_id,
       c.street, c.postcode, c.city, c.birth_year, c.birth_month, c.birth_day,
       c.points, c.balance, c.currency, c.last_purchase, c.status, c.protected, c.custom, c.created_at, c.changed_at
FROM customer.customer c
LEFT JOIN customer.customer k ON k.id = c.company_id
LEFT JOIN customer.customer_group kg ON kg.id = k.category_id
LEFT JOIN customer.customer_group g ON g.id = c.category_id
LEFT JOIN customer.store s ON s.id = c.store_id;

CREATE VIEW customer.contact AS
SELECT id, customer_id, channel, label, address, problem, reachable, preferred, position FROM customer.contact_point;

CREATE VIEW customer.member AS
SELECT m.customer_id, m.group_id, g.name AS group_name
FROM customer.membership m JOIN customer.customer_group g ON g.id = m.group_id;
