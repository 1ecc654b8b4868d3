-- An existing customer needs no yes for offers of the same kind, but must have bought something (directive 2002/58,
-- article 13(2)): the day of the sale is that of the row's last purchase, or the one that is stated for the file.
ALTER TABLE customer.import_run ADD sold date;

CREATE OR REPLACE VIEW customer.imported_consent AS
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

CREATE OR REPLACE VIEW customer.imported_consent_own AS
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

-- Whom a file brought is known for a year, see ImportStore.
CREATE OR REPLACE VIEW customer.imported_file AS
SELECT coalesce(i.upload, i.id) AS id, min(i.file_name) AS name, max(i.finished_at) AS at,
       sum(i.rows_new + i.rows_changed) AS customers
FROM customer.import_run i
WHERE i.state = 'done' AND i.finished_at > now() - interval '1 year'
GROUP BY coalesce(i.upload, i.id);
