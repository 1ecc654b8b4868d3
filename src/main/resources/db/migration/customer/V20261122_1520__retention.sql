-- How long the shop keeps what it need not keep. Null: for ever. One row.
CREATE TABLE customer.retention (
    only_row         boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    message_months   integer CHECK (message_months BETWEEN 1 AND 240),
    inactive_months  integer CHECK (inactive_months BETWEEN 12 AND 240)
);
INSERT INTO customer.retention DEFAULT VALUES;
