-- Times are UTC with milliseconds. Digests are 'sha256:<hex>'. Documents of the model are kept as they were signed or
-- delivered (bytea) where their bytes matter, and as jsonb where they do not.

CREATE TABLE account (
    name     text PRIMARY KEY,
    role     text NOT NULL CHECK (role IN ('viewer', 'operator', 'reviewer', 'administrator')),
    password text NOT NULL, -- the derivation's parameters, salt and key; never the password
    created  timestamptz NOT NULL
);

-- Bearer tokens and console sessions. Only digests are kept: who reads this table can use none of them.
CREATE TABLE token (
    digest  text PRIMARY KEY,
    kind    text NOT NULL CHECK (kind IN ('person', 'console', 'runtime')),
    subject text NOT NULL, -- an account's name or a runtime's id
    created timestamptz NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX token_expires ON token (expires);

CREATE TABLE runtime (
    id        uuid PRIMARY KEY,
    name      text NOT NULL UNIQUE,
    labels    jsonb NOT NULL,
    key       text NOT NULL UNIQUE, -- in PEM
    profile   jsonb NOT NULL,
    enrolled  timestamptz NOT NULL,
    last_seen timestamptz,
    status    jsonb
);

CREATE TABLE enrolment_token (
    digest  text PRIMARY KEY,
    name    text NOT NULL,
    labels  jsonb NOT NULL,
    made_by text NOT NULL,
    expires timestamptz NOT NULL,
    used    timestamptz,
    runtime uuid REFERENCES runtime
);

-- Client assertions that were accepted; each counts once (RFC 7523, section 3).
CREATE TABLE assertion (
    runtime uuid NOT NULL REFERENCES runtime,
    jti     text NOT NULL,
    expires timestamptz NOT NULL,
    PRIMARY KEY (runtime, jti)
);

CREATE TABLE requirement (
    number   bigint GENERATED ALWAYS AS IDENTITY UNIQUE, -- the order in which they were made
    id       uuid PRIMARY KEY,
    edition  bigint NOT NULL DEFAULT 1, -- the ETag
    runtime  uuid REFERENCES runtime,
    selector jsonb,
    plugin   text NOT NULL,
    versions text NOT NULL,
    config   jsonb NOT NULL,
    grants   jsonb NOT NULL,
    limits   jsonb NOT NULL,
    every    text NOT NULL, -- ISO 8601
    release  bytea NOT NULL, -- the document that the range was resolved to
    created  timestamptz NOT NULL,
    changed  timestamptz NOT NULL,
    CHECK ((runtime IS NULL) <> (selector IS NULL))
);

CREATE TABLE revision (
    runtime     uuid NOT NULL REFERENCES runtime,
    number      bigint NOT NULL,
    made        timestamptz NOT NULL,
    made_by     text NOT NULL,
    assignments jsonb NOT NULL,
    PRIMARY KEY (runtime, number)
);

-- The newest signed document of each runtime; it is signed anew before it expires, with the same revision.
CREATE TABLE desired_state (
    runtime  uuid PRIMARY KEY REFERENCES runtime,
    revision bigint NOT NULL,
    issued   timestamptz NOT NULL,
    key      text NOT NULL, -- the hint of the key that signed it
    envelope text NOT NULL
);

CREATE TABLE result (
    number        bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    run           uuid PRIMARY KEY,
    runtime       uuid NOT NULL REFERENCES runtime,
    plugin        text NOT NULL,
    version       text NOT NULL,
    module        text NOT NULL,
    release       text NOT NULL,
    outcome       text NOT NULL,
    detail        text NOT NULL,
    started       timestamptz NOT NULL,
    duration_ms   bigint NOT NULL,
    revision      bigint NOT NULL,
    received      timestamptz NOT NULL,
    satisfied     integer NOT NULL,
    not_satisfied integer NOT NULL,
    document      text NOT NULL -- as delivered: the same run delivered again is the same
);
CREATE INDEX result_by_runtime ON result (runtime, plugin, number DESC);

-- The newest result of each plugin on each runtime, with its first findings: what the fleet view shows.
CREATE TABLE latest_result (
    runtime  uuid NOT NULL REFERENCES runtime,
    plugin   text NOT NULL,
    run      uuid NOT NULL REFERENCES result,
    findings jsonb NOT NULL,
    PRIMARY KEY (runtime, plugin)
);

-- Append-only and chained: each entry's hash covers the entry and the hash before it.
CREATE TABLE audit_entry (
    number   bigint PRIMARY KEY,
    at       timestamptz NOT NULL,
    who      text NOT NULL,
    action   text NOT NULL,
    subject  text NOT NULL,
    before   text, -- JSON, kept as text: the hash covers its bytes
    after    text,
    previous text NOT NULL,
    hash     text NOT NULL
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % never change', TG_TABLE_NAME;
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON revision EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON result EXECUTE FUNCTION refuse_change();
