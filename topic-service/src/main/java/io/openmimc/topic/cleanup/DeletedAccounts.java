package io.openmimc.topic.cleanup;

import io.openmimc.kit.database.Database;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.topic.topic.Departures;
import io.openmimc.topic.topic.TopicKey;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/** Which accounts are gone, and their leaving of the topics they were in. */
@Singleton
class DeletedAccounts {
    private static final Logger LOG = Logger.getLogger(DeletedAccounts.class);
    private static final int BATCH = 200;
    /** More than a change of a topic may last. */
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private static final Duration LEASE = Duration.ofSeconds(30);
    /** An invitation does not have a uuid for so long. */
    private static final Duration KEPT = Duration.ofHours(1);

    private static final String REMEMBER =
            """
            INSERT INTO topic.deleted_accounts (uuid, app_id, deleted_at, due_at)
            VALUES (:uuid, :app, :at, :at) ON CONFLICT DO NOTHING""";

    private static final String TAKE_DUE =
            """
            UPDATE topic.deleted_accounts SET due_at = :lease WHERE uuid IN (
                SELECT uuid FROM topic.deleted_accounts WHERE due_at <= :now
                ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED)
            RETURNING uuid""";

    private static final String TOPICS =
            """
            SELECT t.app_id, t.id, m.uuid
            FROM topic.members m JOIN topic.topics t ON t.id = m.topic_id
            WHERE m.uuid = ANY (CAST(:uuids AS bigint[])) ORDER BY t.id""";

    private static final String LOOKED =
            """
            UPDATE topic.deleted_accounts
            SET due_at = CASE WHEN looked_at_once THEN NULL ELSE CAST(:again AS bigint) END, looked_at_once = true
            WHERE uuid = ANY (CAST(:uuids AS bigint[]))""";

    private static final String FORGET =
            """
            DELETE FROM topic.deleted_accounts WHERE uuid IN (
                SELECT uuid FROM topic.deleted_accounts WHERE due_at IS NULL AND deleted_at < :before LIMIT 1000)""";

    private final Database database;
    private final Departures departures;
    private final Clock clock = Clock.systemUTC();

    DeletedAccounts(Database database, Departures departures) {
        this.database = database;
        this.departures = departures;
    }

    /** Durable when it completes; doing it again changes nothing. Fails with UNAVAILABLE. */
    Uni<Void> remember(long appId, long uuid) {
        return database.transaction(session -> session.createNativeQuery(REMEMBER)
                .setParameter("uuid", uuid)
                .setParameter("app", appId)
                .setParameter("at", clock.millis())
                .executeUpdate()
                .replaceWithVoid());
    }

    /**
     * Takes some deleted accounts out of their topics. Several replicas may do it at once: they take different accounts.
     *
     * @return whether there may be more to do; fails with UNAVAILABLE, then others take over after the lease
     */
    Uni<Boolean> cleanSome() {
        return takeDue()
                .chain(uuids -> uuids.isEmpty()
                        ? Uni.createFrom().item(false)
                        : leaveTopics(uuids).chain(() -> looked(uuids)).replaceWith(uuids.size() == BATCH));
    }

    /** Drops what no invitation can ask for any more. */
    Uni<Void> forgetOld() {
        return database.transaction(session -> session.createNativeQuery(FORGET)
                .setParameter("before", clock.millis() - KEPT.toMillis())
                .executeUpdate()
                .replaceWithVoid());
    }

    private Uni<List<Long>> takeDue() {
        long now = clock.millis();
        return database.transaction(session -> session.createNativeQuery(TAKE_DUE, Long.class)
                .setParameter("lease", now + LEASE.toMillis())
                .setParameter("now", now)
                .setParameter("most", BATCH)
                .getResultList());
    }

    private Uni<Void> leaveTopics(List<Long> uuids) {
        return database.query(session -> session.createNativeQuery(TOPICS, Object[].class)
                        .setParameter("uuids", uuids.toArray(Long[]::new))
                        .getResultList())
                .chain(rows -> Multi.createFrom()
                        .iterable(byTopic(rows).entrySet())
                        .onItem()
                        .transformToUniAndConcatenate(each -> leave(each.getKey(), each.getValue()))
                        .onItem()
                        .ignoreAsUni());
    }

    private static Map<TopicKey, Set<Long>> byTopic(List<Object[]> rows) {
        Map<TopicKey, Set<Long>> leavers = new HashMap<>();
        rows.forEach(row -> leavers.computeIfAbsent(new TopicKey((Long) row[0], (Long) row[1]), key -> new HashSet<>())
                .add((Long) row[2]));
        return leavers;
    }

    private Uni<Void> leave(TopicKey topic, Set<Long> uuids) {
        return departures
                .leave(topic, uuids)
                .invoke(() -> LOG.debugf(
                        "deleted accounts left topic=%s count=%d",
                        Long.toString(topic.topicId()), (Object) uuids.size()))
                .onFailure(failure -> Failures.is(failure, ErrorCode.NOT_FOUND))
                .recoverWithNull(); // it was dismissed meanwhile
    }

    private Uni<Void> looked(List<Long> uuids) {
        return database.transaction(session -> session.createNativeQuery(LOOKED)
                .setParameter("uuids", uuids.toArray(Long[]::new))
                .setParameter("again", clock.millis() + LOOK_AGAIN.toMillis())
                .executeUpdate()
                .replaceWithVoid());
    }
}
