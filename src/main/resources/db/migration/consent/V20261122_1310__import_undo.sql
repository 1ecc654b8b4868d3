-- Which entries an import wrote: those of the source `import` between these, so that its yeses can be taken back.
CREATE TABLE consent.import_entries (
    import_id    bigint PRIMARY KEY,
    after_entry  bigint NOT NULL,
    last_entry   bigint NOT NULL
);
