-- When a temporary account goes, in milliseconds since the Unix epoch; NULL: never.
ALTER TABLE accounts ADD COLUMN expires_at bigint;
CREATE INDEX accounts_by_expiry ON accounts (expires_at) WHERE expires_at IS NOT NULL;

ALTER TABLE outbox ADD COLUMN expires_at bigint;

-- The clock by which accounts expire: this database's, the same for all replicas.
CREATE FUNCTION now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint)';

-- The latest time at which accounts were expired. A clock that is set back is not believed until it has come here again:
-- else what has expired would be alive again, and what is created meanwhile would all be deleted when the clock is put right.
CREATE TABLE expiry_clock (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    latest bigint NOT NULL
);
INSERT INTO expiry_clock (latest) VALUES (0);

-- The time by which accounts are made and expire. It never goes back.
CREATE FUNCTION expiry_now() RETURNS bigint LANGUAGE sql VOLATILE AS
    'SELECT greatest(latest, account.now_ms()) FROM account.expiry_clock';
