-- Register files: read, looked at, imported, taken back.

-- One register file on its way in, and what somebody decided about it. The counters are of the whole file.
CREATE TABLE customer.import_run (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_name    text NOT NULL,
    actor        text NOT NULL,
    state        text NOT NULL DEFAULT 'reading'
                 CHECK (state IN ('reading', 'ready', 'importing', 'done', 'refused', 'cancelled', 'undone')),
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
    finished_at  timestamptz,
    -- the first table of the same file: a workbook has several
    upload       bigint,
    -- what the file's consents rest on
    basis        text NOT NULL DEFAULT 'consent',
    purpose      text NOT NULL DEFAULT 'marketing',
    note         text NOT NULL DEFAULT '',
    -- the ids that its new customers got; others may have some in between
    first_new    bigint,
    last_new     bigint,
    -- the labels of the contact points and whether the groups came from the file
    labels       text[] NOT NULL DEFAULT '{}',
    with_groups  boolean NOT NULL DEFAULT false,
    undone_at    timestamptz,
    undone_by    text,
    -- of the customers whose rows do not say
    country      text NOT NULL DEFAULT '',
    -- whether columns name purposes of their own
    own_purposes boolean NOT NULL DEFAULT false,
    -- the day of the sale that made its customers existing ones, where their rows tell of no purchase: they need no yes for
    -- offers of the same kind, but must have bought something (directive 2002/58, article 13(2))
    sold         date,
    -- whether what it has changed on cards known before stands in their logs (customer.change), written from what is kept
    -- for its undo. Whom it brought tells the run itself, so that a new register is not written down twice.
    logged       boolean NOT NULL DEFAULT false
);

-- Staging. Each import has unlogged children of these five tables, filled by COPY, checked (import_id = its own) so
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
    email_wording  text,
    external_id    text,
    bought_12_months     numeric(14, 2),
    bought_this_year     numeric(14, 2),
    bought_last_year     numeric(14, 2),
    purchases_12_months  integer,
    -- the number it had when its customer has become a part of another one, whose number it has now
    merged_from    text COLLATE "C",
    sms_source     text,
    email_source   text
);

-- What a row says for purposes that its columns name themselves; what is for the purpose of the whole file stands in the
-- row.
CREATE TABLE customer.staged_consent (
    import_id  bigint NOT NULL,
    line       integer NOT NULL,
    channel    text COLLATE "C" NOT NULL,
    purpose    text COLLATE "C" NOT NULL,
    state      text NOT NULL,
    at         date,
    wording    text,
    source     text
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

-- The customers that the last import changed, as they were. Only that one can be undone, so the next one empties this.
CREATE TABLE customer.import_undo (
    import_id    bigint NOT NULL,
    customer_id  bigint NOT NULL,
    -- the version it had before
    version      integer NOT NULL,
    -- the columns that the file names
    before       jsonb NOT NULL,
    points       jsonb NOT NULL DEFAULT '[]',
    groups       integer[]
);

-- Numbers for customers that a file brings without one.
CREATE SEQUENCE customer.own_number;

-- A file that was imported once: the next with the same headings is read the same way.
CREATE TABLE customer.import_profile (
    id          integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL CHECK (btrim(name) <> ''),
    -- the headings of all its tables, folded and sorted
    headings    text NOT NULL,
    plan        jsonb NOT NULL,
    watched     boolean NOT NULL DEFAULT false,
    changed_by  text NOT NULL,
    changed_at  timestamptz NOT NULL
);
CREATE UNIQUE INDEX import_profile_name ON customer.import_profile (lower(name));
CREATE INDEX import_profile_headings ON customer.import_profile (headings);

-- On what ground somebody brings consents in, and whether customer.imported_consent_own has any of them.
CREATE VIEW customer.imported_ground AS
SELECT id AS import_id, basis, own_purposes FROM customer.import_run;

-- What an import says about consent: one row per contact address of an imported row, with what the row says for the
-- purpose of the file. A row that was rejected because its number is taken appears only where it says no. Rows that share
-- an address may disagree; then the no wins. `country` and `company` are those of the customer as the import leaves them:
-- the law of the country decides what a ground is worth.
CREATE VIEW customer.imported_consent AS
SELECT m.import_id, m.line, m.customer_id, p.channel, p.address,
       CASE p.channel WHEN 'SMS' THEN r.sms_state ELSE r.email_state END AS state,
       (CASE p.channel WHEN 'SMS' THEN r.sms_at ELSE r.email_at END)::timestamptz AS at,
       coalesce(CASE p.channel WHEN 'SMS' THEN r.sms_wording ELSE r.email_wording END, '') AS wording,
       coalesce(i.purpose, 'marketing') AS purpose, coalesce(i.basis, 'consent') AS basis,
       concat_ws(' · ', nullif(CASE p.channel WHEN 'SMS' THEN r.sms_source ELSE r.email_source END, ''),
                 nullif(i.note, '')) AS note,
       coalesce(r.country, c.country, s.country, i.country, '') AS country,
       coalesce(r.kind, c.kind, 'person') = 'company' OR coalesce(r.company_number, '') <> ''
           OR c.company_id IS NOT NULL AS company,
       coalesce(r.last_purchase, i.sold) AS sold
FROM customer.staged_match m
LEFT JOIN customer.import_run i ON i.id = m.import_id
JOIN customer.staged_row r ON r.import_id = m.import_id AND r.line = m.line
JOIN customer.staged_point p ON p.import_id = m.import_id AND p.line = m.line
LEFT JOIN customer.customer c ON c.id = m.customer_id
LEFT JOIN customer.store s ON s.name = r.store
WHERE p.address IS NOT NULL
  AND CASE m.outcome
      WHEN 'number_already_used'
      THEN CASE p.channel WHEN 'SMS' THEN r.sms_state ELSE r.email_state END IN ('refused', 'withdrawn')
      ELSE m.outcome IN ('new', 'changed', 'unchanged')
           AND CASE p.channel WHEN 'SMS' THEN r.sms_state ELSE r.email_state END IS NOT NULL
      END;

-- The same for the purposes that columns name themselves. Apart, because most files have none, and a register of a
-- million should not be sorted to find that out.
CREATE VIEW customer.imported_consent_own AS
SELECT m.import_id, m.line, m.customer_id, p.channel, p.address, w.state, w.at::timestamptz AS at,
       coalesce(w.wording, '') AS wording, w.purpose, coalesce(i.basis, 'consent') AS basis,
       concat_ws(' · ', nullif(w.source, ''), nullif(i.note, '')) AS note,
       coalesce(r.country, c.country, s.country, i.country, '') AS country,
       coalesce(r.kind, c.kind, 'person') = 'company' OR coalesce(r.company_number, '') <> ''
           OR c.company_id IS NOT NULL AS company,
       coalesce(r.last_purchase, i.sold) AS sold
FROM customer.staged_consent w
JOIN customer.staged_match m ON m.import_id = w.import_id AND m.line = w.line
LEFT JOIN customer.import_run i ON i.id = m.import_id
JOIN customer.staged_row r ON r.import_id = m.import_id AND r.line = m.line
JOIN customer.staged_point p ON p.import_id = m.import_id AND p.line = m.line AND p.channel = w.channel
LEFT JOIN customer.customer c ON c.id = m.customer_id
LEFT JOIN customer.store s ON s.name = r.store
WHERE p.address IS NOT NULL
  AND CASE m.outcome WHEN 'number_already_used' THEN w.state IN ('refused', 'withdrawn')
      ELSE m.outcome IN ('new', 'changed', 'unchanged') END;

-- Whom each import of a file brought or changed, for selections; longer than it can be undone. A thousand customers are a
-- row: a register that is sent in whole every night would otherwise make a row a customer every night.
CREATE TABLE customer.imported_part (
    import_id  bigint NOT NULL,
    added      boolean NOT NULL,
    customers  bigint[] NOT NULL
);
CREATE INDEX imported_part_import ON customer.imported_part (import_id);

-- The files that came in and were not taken back. A workbook's sheets are one. Whom a file brought is known for a year, see
-- ImportStore.
CREATE VIEW customer.imported_file AS
SELECT coalesce(i.upload, i.id) AS id, min(i.file_name) AS name, max(i.finished_at) AS at,
       sum(i.rows_new + i.rows_changed) AS customers
FROM customer.import_run i
WHERE i.state = 'done' AND i.finished_at > now() - interval '1 year'
GROUP BY coalesce(i.upload, i.id);

-- Who came with which of them. Some may not be in the register any more.
CREATE VIEW customer.imported AS
SELECT coalesce(i.upload, i.id) AS file_id, p.added, c.customer_id
FROM customer.import_run i
JOIN customer.imported_part p ON p.import_id = i.id
CROSS JOIN LATERAL unnest(p.customers) AS c (customer_id)
WHERE i.state = 'done';
