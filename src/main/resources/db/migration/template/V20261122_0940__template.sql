-- What is said.
CREATE SCHEMA template;

-- The content of a batch. Never changed: with the frozen values it gives every message back to the letter, so the kinds
-- of its fields are kept as they were.
CREATE TABLE template.content (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    channel      text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    subject      text NOT NULL,
    text         text NOT NULL,
    html         text NOT NULL,
    opt_out      text NOT NULL,
    language     text NOT NULL,
    sms_steps    text[] NOT NULL,
    max_parts    smallint NOT NULL CHECK (max_parts BETWEEN 1 AND 255),
    field_names  text[] NOT NULL,
    field_kinds  text[] NOT NULL,
    created_by   text NOT NULL,
    created_at   timestamptz NOT NULL,
    CHECK (cardinality(field_names) = cardinality(field_kinds))
);

-- What is kept for the next time.
CREATE TABLE template.template (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL CHECK (btrim(name) <> ''),
    description  text NOT NULL,
    channel      text NOT NULL CHECK (channel IN ('SMS', 'EMAIL')),
    subject      text NOT NULL,
    text         text NOT NULL,
    html         text NOT NULL,
    opt_out      text NOT NULL,
    language     text NOT NULL,
    sms_steps    text[] NOT NULL,
    max_parts    smallint NOT NULL CHECK (max_parts BETWEEN 1 AND 255),
    version      integer NOT NULL DEFAULT 1,
    changed_by   text NOT NULL,
    changed_at   timestamptz NOT NULL
);
-- two templates of one name could not be told apart in a list
CREATE UNIQUE INDEX template_name ON template.template (channel, lower(name));
