-- What somebody decided about an import, and what is needed to take it back.
ALTER TABLE customer.import_run
    -- the first table of the same file: a workbook has several
    ADD upload       bigint,
    -- what the file's consents rest on
    ADD basis        text NOT NULL DEFAULT 'consent',
    ADD purpose      text NOT NULL DEFAULT 'marketing',
    ADD note         text NOT NULL DEFAULT '',
    -- the ids that its new customers got; others may have some in between
    ADD first_new    bigint,
    ADD last_new     bigint,
    -- the labels of the contact points and whether the groups came from the file
    ADD labels       text[] NOT NULL DEFAULT '{}',
    ADD with_groups  boolean NOT NULL DEFAULT false,
    ADD undone_at    timestamptz,
    ADD undone_by    text,
    DROP CONSTRAINT import_run_state_check,
    ADD CONSTRAINT import_run_state_check
        CHECK (state IN ('reading', 'ready', 'importing', 'done', 'refused', 'cancelled', 'undone'));

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

ALTER TABLE customer.staged_row ADD external_id text;

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

-- As before, with what somebody stated about the whole file.
CREATE OR REPLACE VIEW customer.imported_consent AS
SELECT m.import_id, m.line, m.customer_id, p.channel, p.address,
       CASE p.channel WHEN 'SMS' THEN r.sms_state ELSE r.email_state END AS state,
       (CASE p.channel WHEN 'SMS' THEN r.sms_at ELSE r.email_at END)::timestamptz AS at,
       coalesce(CASE p.channel WHEN 'SMS' THEN r.sms_wording ELSE r.email_wording END, '') AS wording,
       coalesce(i.purpose, 'marketing') AS purpose, coalesce(i.basis, 'consent') AS basis, coalesce(i.note, '') AS note
FROM customer.staged_match m
LEFT JOIN customer.import_run i ON i.id = m.import_id
JOIN customer.staged_row r ON r.import_id = m.import_id AND r.line = m.line
JOIN customer.staged_point p ON p.import_id = m.import_id AND p.line = m.line
WHERE p.address IS NOT NULL
  AND CASE m.outcome
      WHEN 'number_already_used'
      THEN CASE p.channel WHEN 'SMS' THEN r.sms_state ELSE r.email_state END IN ('refused', 'withdrawn')
      ELSE m.outcome IN ('new', 'changed', 'unchanged')
           AND CASE p.channel WHEN 'SMS' THEN r.sms_state ELSE r.email_state END IS NOT NULL
      END;
