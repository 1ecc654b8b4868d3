-- What the columns of a file say about consent, each for its own channel, purpose, day and source, and where the
-- customers live: the law of their country decides what a ground is worth.
ALTER TABLE customer.import_run
    -- of the customers whose rows do not say
    ADD country       text NOT NULL DEFAULT '',
    -- whether columns name purposes of their own
    ADD own_purposes  boolean NOT NULL DEFAULT false;

ALTER TABLE customer.staged_row
    ADD sms_source    text,
    ADD email_source  text;

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

-- On what ground somebody brings consents in, and whether customer.imported_consent_own has any of them.
CREATE VIEW customer.imported_ground AS
SELECT id AS import_id, basis, own_purposes FROM customer.import_run;

-- One row per contact address of an imported row, with what the row says for the purpose of the file. A row that was
-- rejected because its number is taken appears only where it says no. `country` and `company` are those of the customer
-- as the import leaves them.
DROP VIEW customer.imported_consent;
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
           OR c.company_id IS NOT NULL AS company
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
           OR c.company_id IS NOT NULL AS company
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
