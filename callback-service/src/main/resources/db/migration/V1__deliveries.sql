-- Everything of callback-service lives in the schema "callback", which Flyway creates.

-- Callbacks that wait for an attempt, and those that were given up. What succeeds at once never gets here.
CREATE TABLE deliveries (
    -- The same for every attempt, and after a crash: the message's sequence and the kind.
    id text COLLATE "C" PRIMARY KEY,
    app_id bigint NOT NULL,
    -- As in the protocol's CallbackKind.
    kind smallint NOT NULL,
    -- Which of the app's two URLs it goes to.
    offline boolean NOT NULL,
    conversation bigint NOT NULL,
    body bytea NOT NULL,
    -- Attempts that failed.
    attempts integer NOT NULL,
    -- Why the last one failed.
    reason text NOT NULL,
    -- Milliseconds since the Unix epoch. Who takes a row to send it moves next_at beyond the time that an attempt takes:
    -- if that replica dies, the row is due again then.
    created_at bigint NOT NULL,
    next_at bigint NOT NULL,
    -- Set when it was given up.
    failed_at bigint
);

CREATE INDEX due ON deliveries (app_id, offline, next_at) WHERE failed_at IS NULL;
CREATE INDEX failed ON deliveries (app_id, failed_at, id) WHERE failed_at IS NOT NULL;
CREATE INDEX old ON deliveries (failed_at) WHERE failed_at IS NOT NULL;
