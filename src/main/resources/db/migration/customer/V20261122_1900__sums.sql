-- What a file says of purchases, on its way in.
ALTER TABLE customer.staged_row
    ADD bought_12_months     numeric(14, 2),
    ADD bought_this_year     numeric(14, 2),
    ADD bought_last_year     numeric(14, 2),
    ADD purchases_12_months  integer;
