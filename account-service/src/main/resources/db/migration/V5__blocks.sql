-- Whose one-to-one messages an account does not want. Rows go with either account; both ways have an index, so that a
-- thousand accounts that are deleted at once cost a thousand look-ups and no scan.
CREATE TABLE blocks (
    uuid bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    black_uuid bigint NOT NULL REFERENCES accounts ON DELETE CASCADE,
    created_at bigint NOT NULL,
    PRIMARY KEY (uuid, black_uuid),
    CHECK (uuid <> black_uuid)
);

CREATE INDEX blocks_black_uuid ON blocks (black_uuid);
