-- Keys for other programs. A token is shown once and known here by its hash only; 256 random bits need no salt.
CREATE TABLE access.api_token (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id     bigint NOT NULL REFERENCES access.app_user (id) ON DELETE CASCADE,
    name        text NOT NULL CHECK (btrim(name) <> ''),
    scopes      text[] NOT NULL,
    hash        bytea NOT NULL UNIQUE,
    -- its last letters, so that people can tell which is which
    ending      text NOT NULL,
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz,
    revoked_at  timestamptz,
    used_at     timestamptz,
    -- how often it was used in the minute that it was used in last, for the limit
    used_minute timestamptz,
    calls       integer NOT NULL DEFAULT 0
);
CREATE INDEX api_token_user ON access.api_token (user_id);
