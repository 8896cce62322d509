-- The receipts that came with results: each names the one before it, so that a missing one is seen when the next comes.
CREATE TABLE receipt (
    run      uuid PRIMARY KEY REFERENCES result,
    runtime  uuid NOT NULL REFERENCES runtime,
    sequence bigint NOT NULL,
    digest   text NOT NULL,
    previous text, -- of the first there is none
    problem  text -- why it does not follow the receipt that came before it
);
CREATE INDEX receipt_by_runtime ON receipt (runtime, sequence DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON receipt EXECUTE FUNCTION refuse_change();
