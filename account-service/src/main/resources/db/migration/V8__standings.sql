-- When an account was banned, in milliseconds since the Unix epoch; NULL: it is not.
ALTER TABLE accounts ADD COLUMN banned_at bigint;
-- How often its tokens were revoked: those that say less are refused. A number and no time, as clocks differ.
ALTER TABLE accounts ADD COLUMN token_generation bigint NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN tokens_revoked_at bigint;
-- Grows with every change of the above; 0: there never was one. Events and answers carry it, so that readers can tell which
-- is the later one.
ALTER TABLE accounts ADD COLUMN standing_version bigint NOT NULL DEFAULT 0;

-- Of events that tell of a standing; else NULL.
ALTER TABLE outbox ADD COLUMN standing_version bigint;
ALTER TABLE outbox ADD COLUMN banned boolean;
ALTER TABLE outbox ADD COLUMN token_generation bigint;
