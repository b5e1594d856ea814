-- Where callbacks of an app go. An app without a row has none.
CREATE TABLE callbacks (
    app_id bigint PRIMARY KEY REFERENCES apps ON DELETE CASCADE,
    -- Empty: none of that kind are sent.
    instant_url text NOT NULL,
    offline_url text NOT NULL,
    -- The kinds that are on, separated by spaces.
    kinds text NOT NULL,
    timeout_seconds integer NOT NULL,
    -- Secrets under AES-256-GCM: 12 bytes of nonce, then the ciphertext. The old one signs too while a rotation is under way.
    secret bytea NOT NULL,
    old_secret bytea
);
