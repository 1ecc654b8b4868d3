-- What a list can be sorted by besides names and numbers, beside the register like all that finds customers: an index on
-- the register itself would make every import a tenth slower. Never null, so that one index answers both directions.
ALTER TABLE customer.search
    ADD points            numeric NOT NULL DEFAULT '-Infinity',
    ADD balance           numeric NOT NULL DEFAULT '-Infinity',
    ADD bought_12_months  numeric NOT NULL DEFAULT '-Infinity',
    ADD last_purchase     date NOT NULL DEFAULT '-infinity';
CREATE INDEX search_points ON customer.search (points, customer_id);
CREATE INDEX search_balance ON customer.search (balance, customer_id);
CREATE INDEX search_bought_12_months ON customer.search (bought_12_months, customer_id);
CREATE INDEX search_last_purchase ON customer.search (last_purchase, customer_id);
-- filled again at the start
TRUNCATE customer.search;
