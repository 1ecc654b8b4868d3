-- Who may do what, who is logged in, and who did what.
CREATE SCHEMA access;

CREATE TABLE access.app_user (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    login       text NOT NULL CHECK (login = lower(login)) UNIQUE,
    name        text NOT NULL,
    -- in the form {algorithm}hash, so that another algorithm can take over one login at a time
    password    text NOT NULL,
    role        text NOT NULL CHECK (role IN ('admin', 'sender', 'viewer')),
    -- the language of the screens; null: what the browser asks for
    language    text,
    enabled     boolean NOT NULL DEFAULT true,
    created_at  timestamptz NOT NULL,
    changed_at  timestamptz NOT NULL
);

-- Tries to log in, by what they have in common. A row is counted before the password is looked at, and taken back when
-- it was right, so that many tries at one time are counted like many after each other.
CREATE TABLE access.login_attempt (
    kind          text NOT NULL CHECK (kind IN ('account', 'network', 'setup')),
    key           text NOT NULL,
    tries         integer NOT NULL,
    last_at       timestamptz NOT NULL,
    locked_until  timestamptz,
    PRIMARY KEY (kind, key)
);

CREATE TABLE access.audit_entry (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at       timestamptz NOT NULL,
    actor    text NOT NULL,
    action   text NOT NULL,
    subject  text NOT NULL,
    detail   text NOT NULL DEFAULT ''
);
CREATE INDEX audit_entry_at ON access.audit_entry (at);

CREATE FUNCTION access.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit log is only added to';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access.audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION access.refuse_change();

-- Logged-in browsers: the tables of Spring Session, in its form.
CREATE TABLE access.session (
    primary_id             char(36) NOT NULL PRIMARY KEY,
    session_id             char(36) NOT NULL UNIQUE,
    creation_time          bigint NOT NULL,
    last_access_time       bigint NOT NULL,
    max_inactive_interval  integer NOT NULL,
    expiry_time            bigint NOT NULL,
    principal_name         varchar(100)
);
CREATE INDEX session_expiry ON access.session (expiry_time);
CREATE INDEX session_principal ON access.session (principal_name);

CREATE TABLE access.session_attributes (
    session_primary_id  char(36) NOT NULL REFERENCES access.session (primary_id) ON DELETE CASCADE,
    attribute_name      varchar(200) NOT NULL,
    attribute_bytes     bytea NOT NULL,
    PRIMARY KEY (session_primary_id, attribute_name)
);
