-- What a shop adds to the card, and what it knows of purchases.
ALTER TABLE customer.customer
    -- sums as the till or the ERP counts them
    ADD bought_12_months     numeric(14, 2),
    ADD bought_this_year     numeric(14, 2),
    ADD bought_last_year     numeric(14, 2),
    ADD purchases_12_months  integer CHECK (purchases_12_months >= 0);

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

CREATE OR REPLACE VIEW customer.profile AS
SELECT c.id AS customer_id, c.number, c.kind, c.first_name, c.last_name,
       CASE WHEN c.kind = 'company' THEN c.company_name ELSE coalesce(k.company_name, c.company_name) END AS company_name,
       CASE WHEN c.kind = 'company' THEN c.company_name ELSE btrim(c.first_name || ' ' || c.last_name) END AS name,
       c.company_id, k.number AS company_number, k.city AS company_city, kg.name AS company_category,
       c.language, c.country, s.name AS store, c.store_id, g.name AS category, c.category_id,
       c.street, c.postcode, c.city, c.birth_year, c.birth_month, c.birth_day,
       c.points, c.balance, c.currency, c.last_purchase, c.status, c.protected, c.custom, c.created_at, c.changed_at,
       c.external_id, c.tax_id, c.name_day, c.bought_12_months, c.bought_this_year, c.bought_last_year,
       c.purchases_12_months
FROM customer.customer c
LEFT JOIN customer.customer k ON k.id = c.company_id
LEFT JOIN customer.customer_group kg ON kg.id = k.category_id
LEFT JOIN customer.customer_group g ON g.id = c.category_id
LEFT JOIN customer.store s ON s.id = c.store_id;

-- Whom a customer became a part of: a file or a link that still has the old number finds the customer that was kept.
CREATE TABLE customer.merged (
    gone_id      bigint PRIMARY KEY,
    gone_number  text NOT NULL UNIQUE,
    kept_id      bigint NOT NULL REFERENCES customer.customer (id) ON DELETE CASCADE,
    at           timestamptz NOT NULL,
    actor        text NOT NULL
);
CREATE INDEX merged_kept ON customer.merged (kept_id);
