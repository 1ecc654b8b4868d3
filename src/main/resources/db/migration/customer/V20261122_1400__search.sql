-- What customers are found by, kept beside the register so that neither an import nor a sorted list waits for it. It is
-- filled after an import and by each card that is saved (SearchIndex); `version` and `company_version` say of which
-- state of the card, so what is missing or old is found and made good whenever the program starts.
--
-- The words are folded (no accents, no case) by the program, the same for what is stored and what is asked, so no
-- collation or extension of the database has a say. No foreign key: checking it would write to each row of the register.
CREATE TABLE customer.search (
    customer_id      bigint PRIMARY KEY,
    version          integer NOT NULL,
    company_version  integer,
    -- the name as lists sort it, one order for all five languages: å ä ö last, ą after a, Greek after Latin
    sort_name        text COLLATE "C" NOT NULL,
    -- names and numbers as written but in lower case, each between spaces: tells å from a
    plain            text NOT NULL,
    words            tsvector NOT NULL,
    -- what a list can be sorted by besides names and numbers: an index on the register itself would make every import a
    -- tenth slower. Never null, so that one index answers both directions.
    points            numeric NOT NULL DEFAULT '-Infinity',
    balance           numeric NOT NULL DEFAULT '-Infinity',
    bought_12_months  numeric NOT NULL DEFAULT '-Infinity',
    last_purchase     date NOT NULL DEFAULT '-infinity'
);
CREATE INDEX search_words ON customer.search USING gin (words);
CREATE INDEX search_sort_name ON customer.search (sort_name, customer_id);
CREATE INDEX search_points ON customer.search (points, customer_id);
CREATE INDEX search_balance ON customer.search (balance, customer_id);
CREATE INDEX search_bought_12_months ON customer.search (bought_12_months, customer_id);
CREATE INDEX search_last_purchase ON customer.search (last_purchase, customer_id);

-- The columns that a person has chosen for the list of customers.
CREATE TABLE customer.list_columns (
    login    text PRIMARY KEY,
    columns  text[] NOT NULL
);
