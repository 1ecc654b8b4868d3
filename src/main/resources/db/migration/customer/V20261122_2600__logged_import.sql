-- What an import has changed on cards known before stands in their logs (customer.change), written from what is kept
-- for its undo. Whom it brought tells the run itself, so that a new register is not written down twice.
ALTER TABLE customer.import_run
    ADD logged boolean NOT NULL DEFAULT false;
