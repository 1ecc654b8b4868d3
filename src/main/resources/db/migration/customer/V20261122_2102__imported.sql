-- Whom each import of a file brought or changed, for selections; longer than it can be undone. A thousand customers are a
-- row: a register that is sent in whole every night would otherwise make a row a customer every night.
CREATE TABLE customer.imported_part (
    import_id  bigint NOT NULL,
    added      boolean NOT NULL,
    customers  bigint[] NOT NULL
);
CREATE INDEX imported_part_import ON customer.imported_part (import_id);

-- The files that came in and were not taken back. A workbook's sheets are one.
CREATE VIEW customer.imported_file AS
SELECT coalesce(i.upload, i.id) AS id, min(i.file_name) AS name, max(i.finished_at) AS at,
       sum(i.rows_new + i.rows_changed) AS customers
FROM customer.import_run i
WHERE i.state = 'done'
GROUP BY coalesce(i.upload, i.id);

-- Who came with which of them. Some may not be in the register any more.
CREATE VIEW customer.imported AS
SELECT coalesce(i.upload, i.id) AS file_id, p.added, c.customer_id
FROM customer.import_run i
JOIN customer.imported_part p ON p.import_id = i.id
CROSS JOIN LATERAL unnest(p.customers) AS c (customer_id)
WHERE i.state = 'done';
