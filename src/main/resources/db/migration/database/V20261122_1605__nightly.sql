-- What is done once a night by whichever node comes first.
CREATE SCHEMA database;

CREATE TABLE database.nightly_run (
    job          text NOT NULL,
    day          date NOT NULL,
    started_at   timestamptz NOT NULL,
    finished_at  timestamptz,
    -- why it did not finish; it is tried again an hour later
    problem      text NOT NULL DEFAULT '',
    PRIMARY KEY (job, day)
);
