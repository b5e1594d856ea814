-- Everything of topic-service lives in the schema "topic", which Flyway creates.

-- Ids are never given twice. The first one looks like those that clients know.
CREATE SEQUENCE topic_ids START WITH 21351198708203520;

CREATE TABLE topics (
    id bigint PRIMARY KEY,
    app_id bigint NOT NULL,
    name text NOT NULL,
    bulletin text NOT NULL,
    owner_uuid bigint NOT NULL,
    owner_account text COLLATE "C" NOT NULL,
    -- Grows by one with every change of the topic or its members; events carry it.
    version bigint NOT NULL,
    -- Milliseconds since the Unix epoch.
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL
);

CREATE INDEX topics_of_app ON topics (app_id, id);

CREATE TABLE members (
    topic_id bigint NOT NULL REFERENCES topics ON DELETE CASCADE,
    uuid bigint NOT NULL,
    account text COLLATE "C" NOT NULL,
    joined_at bigint NOT NULL,
    -- The order of joining: times can be the same, and clocks go back.
    place bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (topic_id, uuid)
);

CREATE INDEX topics_of_member ON members (uuid, topic_id);

-- The owner is a member, whatever else goes wrong. Checked at commit: a new topic has its row before its members.
ALTER TABLE topics ADD CONSTRAINT owner_is_member FOREIGN KEY (id, owner_uuid) REFERENCES members (topic_id, uuid)
    DEFERRABLE INITIALLY DEFERRED;

-- Apps that are gone: no topic of theirs can be made any more. Those without cleaned_at may still have some.
CREATE TABLE deleted_apps (
    app_id bigint PRIMARY KEY,
    deleted_at bigint NOT NULL,
    cleaned_at bigint
);

CREATE INDEX apps_to_clean ON deleted_apps (deleted_at) WHERE cleaned_at IS NULL;

-- Events not yet in Kafka, written in the transaction of what they tell: a TopicChanged each, as protobuf.
CREATE TABLE outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    topic_id bigint NOT NULL,
    event bytea NOT NULL,
    created_at bigint NOT NULL
);
