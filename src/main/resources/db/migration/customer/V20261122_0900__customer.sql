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
    custom         jsonb NOT NULL DEFAULT '{}'
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

-- What selections can be made of: all groups and categories, all stores.
CREATE VIEW customer.grouping AS
SELECT id, kind, name FROM customer.customer_group;

CREATE VIEW customer.shop AS
SELECT id, name, country, language, currency, time_zone FROM customer.store;

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

-- One register file on its way in. The counters are of the whole file.
CREATE TABLE customer.import_run (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_name    text NOT NULL,
    actor        text NOT NULL,
    state        text NOT NULL DEFAULT 'reading'
                 CHECK (state IN ('reading', 'ready', 'importing', 'done', 'refused', 'cancelled')),
    form         jsonb NOT NULL DEFAULT '{}',
    refusal      text,
    rows_data    integer NOT NULL DEFAULT 0,
    rows_blank   integer NOT NULL DEFAULT 0,
    rows_new     integer NOT NULL DEFAULT 0,
    rows_changed integer NOT NULL DEFAULT 0,
    rows_same    integer NOT NULL DEFAULT 0,
    rows_repeated integer NOT NULL DEFAULT 0,
    rows_rejected integer NOT NULL DEFAULT 0,
    consents     integer NOT NULL DEFAULT 0,
    started_at   timestamptz NOT NULL,
    finished_at  timestamptz
);

-- Staging. Each import has unlogged children of these four tables, filled by COPY, checked (import_id = its own) so
-- that a query for one import reads one child, and dropped when it ends. The parents stay empty.
CREATE TABLE customer.staged_row (
    import_id      bigint NOT NULL,
    line           integer NOT NULL,
    record         integer NOT NULL,
    number         text COLLATE "C",
    fault          text,
    fingerprint    uuid NOT NULL,
    kind           text,
    first_name     text,
    last_name      text,
    company_name   text,
    company_number text,
    tax_id         text,
    language       text,
    country        text,
    store          text,
    category       text,
    street         text,
    postcode       text,
    city           text,
    birth_year     smallint,
    birth_month    smallint,
    birth_day      smallint,
    name_day       text,
    points         numeric(14, 2),
    balance        numeric(14, 2),
    last_purchase  date,
    status         text,
    protected      boolean,
    note           text,
    custom         jsonb,
    groups         text[],
    -- all contact points of the row as one text, to see in one comparison whether they changed
    points_key     text NOT NULL,
    sms_state      text,
    sms_at         date,
    sms_wording    text,
    email_state    text,
    email_at       date,
    email_wording  text
);

CREATE TABLE customer.staged_point (
    import_id    bigint NOT NULL,
    line         integer NOT NULL,
    channel      text COLLATE "C" NOT NULL,
    label        text COLLATE "C" NOT NULL,
    position     smallint NOT NULL,
    as_entered   text NOT NULL,
    address      text COLLATE "C",
    problem      text,
    reachable    boolean NOT NULL
);

CREATE TABLE customer.staged_problem (
    import_id    bigint NOT NULL,
    line         integer NOT NULL,
    heading      text NOT NULL,
    problem      text NOT NULL,
    value        text NOT NULL
);

-- What becomes of each row that could be read; `customer_id` is the customer of that number, new ones have theirs
-- already. `same_as` is the line that used the number first.
CREATE TABLE customer.staged_match (
    import_id    bigint NOT NULL,
    line         integer NOT NULL,
    outcome      text NOT NULL,
    same_as      integer,
    customer_id  bigint
);

-- What an import says about consent: one row per contact address of an imported row, with what the row says for
-- that channel. A row that was rejected because its number is taken appears only where it says no. Rows that share an
-- address may disagree; then the no wins.
CREATE VIEW customer.imported_consent AS
SELECT m.import_id, m.line, m.customer_id, p.channel, p.address,
       CASE p.channel WHEN 'SMS' THEN r.sms_state ELSE r.email_state END AS state,
       (CASE p.channel WHEN 'SMS' THEN r.sms_at ELSE r.email_at END)::timestamptz AS at,
       coalesce(CASE p.channel WHEN 'SMS' THEN r.sms_wording ELSE r.email_wording END, '') AS wording
FROM customer.staged_match m
JOIN customer.staged_row r ON r.import_id = m.import_id AND r.line = m.line
JOIN customer.staged_point p ON p.import_id = m.import_id AND p.line = m.line
WHERE p.address IS NOT NULL
  AND CASE m.outcome
      WHEN 'number_already_used'
      THEN CASE p.channel WHEN 'SMS' THEN r.sms_state ELSE r.email_state END IN ('refused', 'withdrawn')
      ELSE m.outcome IN ('new', 'changed', 'unchanged')
           AND CASE p.channel WHEN 'SMS' THEN r.sms_state ELSE r.email_state END IS NOT NULL
      END;
