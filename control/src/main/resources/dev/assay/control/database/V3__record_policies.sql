-- What administrators think of what a plugin records.
ALTER TABLE requirement
    ADD COLUMN policies    jsonb NOT NULL DEFAULT '[]',
    ADD COLUMN policy_data jsonb NOT NULL DEFAULT '{}';
