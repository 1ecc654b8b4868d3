-- The register. Other modules read the views customer.profile, customer.contact and customer.member only.
CREATE SCHEMA customer;

CREATE TABLE customer.store (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL UNIQUE,
    country     text NOT NULL DEFAULT 'SE',
    language    text NOT NULL DEFAULT 'sv',
    currency    text NOT NULL DEFAULT 'SEK',
    sender      text
);

CREATE TABLE customer.customer_group (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('group', 'category')),
    name        text NOT NULL,
    UNIQUE (kind, name)
);

-- Columns of a fixed width come first: every selection reads all rows, and what stands behind texts is found by walking
-- over them (measured: half of a whole count).
CREATE TABLE customer.customer (
    id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    version        integer NOT NULL DEFAULT 1,
    protected      boolean NOT NULL DEFAULT false,
    -- a birthday may lack its year
    birth_month    smallint CHECK (birth_month BETWEEN 1 AND 12),
    birth_day      smallint CHECK (birth_day BETWEEN 1 AND 31),
    birth_year     smallint,
    store_id       integer REFERENCES customer.store (id),
    category_id    integer REFERENCES customer.customer_group (id),
    last_purchase  date,
    company_id     bigint REFERENCES customer.customer (id),
    points         numeric(14, 2),
    balance        numeric(14, 2),
    kind           text NOT NULL DEFAULT 'person' CHECK (kind IN ('person', 'company')),
    status         text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'deceased', 'blocked')),
    language       text NOT NULL DEFAULT 'sv',
    country        text NOT NULL DEFAULT 'SE',
    currency       text NOT NULL DEFAULT 'SEK',
    number         text COLLATE "C" NOT NULL UNIQUE,
    first_name     text NOT NULL DEFAULT '',
    last_name      text NOT NULL DEFAULT '',
    company_name   text NOT NULL DEFAULT '',
    city           text NOT NULL DEFAULT '',
    postcode       text NOT NULL DEFAULT '',
    street         text NOT NULL DEFAULT '',
    external_id    text COLLATE "C",
    tax_id         text NOT NULL DEFAULT '',
    name_day       text NOT NULL DEFAULT '',
    note           text NOT NULL DEFAULT '',
    custom         jsonb NOT NULL DEFAULT '{}',
    -- sums as the till or the ERP counts them
    bought_12_months     numeric(14, 2),
    bought_this_year     numeric(14, 2),
    bought_last_year     numeric(14, 2),
    purchases_12_months  integer CHECK (purchases_12_months >= 0)
);
CREATE INDEX customer_company ON customer.customer (company_id) WHERE company_id IS NOT NULL;
CREATE INDEX customer_category ON customer.customer (category_id) WHERE category_id IS NOT NULL;
-- not a constraint: those without would be in the index too, and an import would pay for each
CREATE UNIQUE INDEX customer_external_id ON customer.customer (external_id) WHERE external_id IS NOT NULL;

CREATE TABLE customer.membership (
    customer_id  bigint NOT NULL REFERENCES customer.customer (id) ON DELETE CASCADE,
    group_id     integer NOT NULL REFERENCES customer.customer_group (id),
    PRIMARY KEY (customer_id, group_id)
);
CREATE INDEX membership_group ON customer.membership (group_id, customer_id);

-- One address of a customer. `address` is E.164 or the lower-case e-mail address, null where `problem` says why not.
-- `reachable`: a message of that channel can go there (a landline is a fine address, and takes no SMS).
-- An import writes millions of them, so there are two indexes and no third for the id.
CREATE TABLE customer.contact_point (
    id           bigint GENERATED ALWAYS AS IDENTITY,
    customer_id  bigint NOT NULL REFERENCES customer.customer (id) ON DELETE CASCADE,
    position     smallint NOT NULL DEFAULT 0,
    reachable    boolean NOT NULL DEFAULT false,
    preferred    boolean NOT NULL DEFAULT false,
    channel      text COLLATE "C" NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    label        text COLLATE "C" NOT NULL,
    address      text COLLATE "C",
    as_entered   text NOT NULL,
    problem      text,
    CHECK (address IS NOT NULL OR NOT reachable),
    PRIMARY KEY (customer_id, channel, label, position)
);
-- addresses are only ever looked up whole, and come in no order: a hash takes them a third cheaper than a tree
CREATE INDEX contact_point_address ON customer.contact_point USING hash (address) WHERE address IS NOT NULL;

-- The shop's own fields. Values lie in customer.customer.custom under the field's key: text and choice as strings,
-- numbers as numbers, dates as ISO 8601 strings, yes_no as booleans. Values under other keys came with an import as text.
CREATE TABLE customer.custom_field (
    id        integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key       text NOT NULL UNIQUE CHECK (key ~ '^[a-z][a-z0-9_]{0,39}$'),
    kind      text NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'yes_no')),
    -- language code to name; the first of the shop's languages is always there
    names     jsonb NOT NULL,
    choices   text[] NOT NULL DEFAULT '{}',
    position  integer NOT NULL DEFAULT 0,
    CHECK (kind = 'choice' OR choices = '{}')
);

CREATE VIEW customer.custom_field_def AS
SELECT id, key, kind, names, choices, position FROM customer.custom_field;

-- A value of one's own as a text for people: yes and no in the reader's language.
CREATE FUNCTION customer.own_text(custom jsonb, key text, language text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE custom -> key
    WHEN 'true' THEN CASE language WHEN 'sv' THEN 'ja' WHEN 'fi' THEN 'kyllä' WHEN 'el' THEN 'ναι' WHEN 'pl' THEN 'tak'
                     ELSE 'yes' END
    WHEN 'false' THEN CASE language WHEN 'sv' THEN 'nej' WHEN 'fi' THEN 'ei' WHEN 'el' THEN 'όχι' WHEN 'pl' THEN 'nie'
                      ELSE 'no' END
    ELSE custom ->> key END;

-- What selections ask and texts name: a merge field is a column of this view. By the version, what is kept beside the
-- register sees whether it is old.
CREATE VIEW customer.profile AS
SELECT c.id AS customer_id, c.number, c.kind, c.first_name, c.last_name,
       CASE WHEN c.kind = 'company' THEN c.company_name ELSE coalesce(k.company_name, c.company_name) END AS company_name,
       CASE WHEN c.kind = 'company' THEN c.company_name ELSE btrim(c.first_name || ' ' || c.last_name) END AS name,
       c.company_id, k.number AS company_number, k.city AS company_city, kg.name AS company_category,
       c.language, c.country, s.name AS store, c.store_id, g.name AS category, c.category_id,
       c.street, c.postcode, c.city, c.birth_year, c.birth_month, c.birth_day,
       c.points, c.balance, c.currency, c.last_purchase, c.status, c.protected, c.custom, c.created_at, c.changed_at,
       c.external_id, c.tax_id, c.name_day, c.bought_12_months, c.bought_this_year, c.bought_last_year,
       c.purchases_12_months, c.version
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

-- What selections can be made of: all groups and categories, all stores.
CREATE VIEW customer.grouping AS
SELECT id, kind, name FROM customer.customer_group;

CREATE VIEW customer.shop AS
SELECT id, name FROM customer.store;

-- Who changed what on a card, from which value: the card's log. Imports leave one line each in customer.import_run.
CREATE TABLE customer.change (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    customer_id  bigint NOT NULL REFERENCES customer.customer (id) ON DELETE CASCADE,
    at           timestamptz NOT NULL,
    actor        text NOT NULL,
    field        text NOT NULL,
    old_value    text NOT NULL DEFAULT '',
    new_value    text NOT NULL DEFAULT '',
    import_id    bigint
);
CREATE INDEX change_customer ON customer.change (customer_id, id);

-- Whom a customer became a part of: a file or a link that still has the old number finds the customer that was kept.
CREATE TABLE customer.merged (
    gone_id      bigint PRIMARY KEY,
    gone_number  text NOT NULL UNIQUE,
    kept_id      bigint NOT NULL REFERENCES customer.customer (id) ON DELETE CASCADE,
    at           timestamptz NOT NULL,
    actor        text NOT NULL
);
CREATE INDEX merged_kept ON customer.merged (kept_id);
