-- Everything of account-service lives in the schema "account", which Flyway creates.

CREATE TABLE apps (
    id bigint PRIMARY KEY CHECK (id > 0),
    name text NOT NULL,
    package text NOT NULL,
    app_key text NOT NULL UNIQUE,
    -- SHA-256; secrets are 256 random bits, so no salt is needed. The old one is valid too while a rotation is under way.
    secret_hash bytea NOT NULL,
    old_secret_hash bytea,
    -- Milliseconds since the Unix epoch; tokens issued earlier are refused.
    tokens_valid_from bigint NOT NULL DEFAULT 0,
    -- Grows with every change; events carry it, so that readers can tell which is the later one.
    version bigint NOT NULL,
    -- Origins separated by spaces; empty: the default of the service.
    cors_origins text NOT NULL DEFAULT '',
    temporary_ttl_seconds bigint NOT NULL DEFAULT 0,
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    -- Limits of this app; NULL: the default of the service.
    max_payload_bytes integer,
    token_requests integer,
    p2p_packets_account integer,
    p2p_packets_app integer,
    p2t_packets_account integer,
    p2t_packets_app integer,
    push_requests integer,
    queries_account integer,
    resources_account integer,
    topic_members integer
);

-- The first uuid looks like those that clients know.
CREATE SEQUENCE uuids START WITH 10776577642332160;

-- No foreign key to apps: deleting an app must not wait for the deletion of a million accounts. They are cleaned up
-- afterwards (deleted_apps); who inserts one holds a share lock on its app, so none can appear after the app is gone.
CREATE TABLE accounts (
    uuid bigint PRIMARY KEY,
    app_id bigint NOT NULL,
    -- Compared by bytes: two accounts are the same only if they are written the same.
    name text COLLATE "C" NOT NULL,
    created_at bigint NOT NULL,
    UNIQUE (app_id, name)
);

CREATE TABLE deleted_apps (
    app_id bigint PRIMARY KEY,
    deleted_at bigint NOT NULL
);

-- Events not yet in Kafka, written in the transaction of what they tell. uuid and account are NULL for events of an app,
-- version for events of an account.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    app_id bigint NOT NULL,
    change smallint NOT NULL,
    version bigint,
    uuid bigint,
    account text,
    created_at bigint NOT NULL,
    CHECK ((version IS NULL) <> (uuid IS NULL AND account IS NULL))
);

CREATE TABLE signing_keys (
    id text PRIMARY KEY,
    -- JSON Web Key without its private part.
    public_jwk text NOT NULL,
    -- PKCS #8 under AES-256-GCM: 12 bytes of nonce, then the ciphertext; the id is authenticated with it.
    private_key bytea NOT NULL,
    created_at bigint NOT NULL
);
