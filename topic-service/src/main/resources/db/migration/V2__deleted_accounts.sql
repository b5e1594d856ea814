-- Accounts that are gone. They come into no topic any more; what they were in they leave. Each is looked at twice: an
-- invitation that was under way when it went may have brought it in behind the first look. A row is kept for a while after
-- that, for invitations that still have the uuid from before.
CREATE TABLE deleted_accounts (
    uuid bigint PRIMARY KEY,
    app_id bigint NOT NULL,
    deleted_at bigint NOT NULL,
    -- When it is looked at next; NULL: never again. Set ahead by whoever is looking, so another takes over if that one dies.
    due_at bigint,
    looked_at_once boolean NOT NULL DEFAULT false
);

CREATE INDEX deleted_accounts_due ON deleted_accounts (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX deleted_accounts_done ON deleted_accounts (deleted_at) WHERE due_at IS NULL;
