package io.openmimc.topic.topic;

import io.openmimc.kit.database.Database;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.TopicChanged;
import io.openmimc.topic.outbox.Outbox;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import jakarta.persistence.LockModeType;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Changes of topics: each is one transaction with its event, and those of one topic run one after the other, so a rule that
 * was checked still holds when its change is made. What a change needs of other services is fetched before it begins.
 */
@Singleton
class Changes {
    private static final Logger LOG = Logger.getLogger(Changes.class);

    private static final String APP_STAYS = "SELECT 1 FROM pg_advisory_xact_lock_shared(:app)";
    private static final String APP_IS_GONE = "SELECT 1 FROM topic.deleted_apps WHERE app_id = :app";

    private final Turns turns;
    private final Database database;
    private final Outbox outbox;
    private final OutboxRelay relay;
    private final TopicMetrics metrics;

    Changes(Turns turns, Database database, Outbox outbox, OutboxRelay relay, TopicMetrics metrics) {
        this.turns = turns;
        this.database = database;
        this.outbox = outbox;
        this.relay = relay;
        this.metrics = metrics;
    }

    /** Changes a topic that is there, else fails with NOT_FOUND; UNAVAILABLE where it is locked too long. */
    <T> Uni<T> of(TopicKey key, BiFunction<Mutiny.Session, Topic, Uni<Change<T>>> work) {
        return turns.take(key.topicId(), () -> run(session -> locked(session, key, work)));
    }

    private static <T> Uni<Change<T>> locked(
            Mutiny.Session session, TopicKey key, BiFunction<Mutiny.Session, Topic, Uni<Change<T>>> work) {
        return session.find(Topic.class, key.topicId(), LockModeType.PESSIMISTIC_WRITE)
                .chain(topic -> {
                    if (topic == null || topic.appId != key.appId()) {
                        throw key.notFound();
                    }
                    return work.apply(session, topic);
                });
    }

    /** Makes a topic of an app, which is not cleaned up meanwhile; fails with UNAUTHORIZED if it is deleted. */
    <T> Uni<T> inApp(long appId, Function<Mutiny.Session, Uni<Change<T>>> work) {
        return run(session -> session.createNativeQuery(APP_STAYS, Integer.class)
                .setParameter("app", appId)
                .getSingleResult()
                // Only a statement that begins when the lock is ours sees what its last owner did.
                .chain(() -> session.createNativeQuery(APP_IS_GONE, Integer.class)
                        .setParameter("app", appId)
                        .getSingleResultOrNull())
                .onItem()
                .ifNotNull()
                .failWith(() -> new ImException(ErrorCode.UNAUTHORIZED, "appId: the app was deleted"))
                .chain(() -> work.apply(session)));
    }

    private <T> Uni<T> run(Function<Mutiny.Session, Uni<Change<T>>> work) {
        return database.transaction(session -> work.apply(session)
                        .call(change -> change.event().isEmpty()
                                ? Uni.createFrom().voidItem()
                                : outbox.append(session, change.event().get())))
                .invoke(change -> change.event().ifPresent(this::committed))
                .map(Change::answer);
    }

    private void committed(TopicChanged event) {
        relay.wake();
        metrics.committed(event);
        boolean lifecycle =
                event.getChange() == TopicChanged.Change.CREATED || event.getChange() == TopicChanged.Change.DISMISSED;
        LOG.logf(
                lifecycle ? Logger.Level.INFO : Logger.Level.DEBUG,
                "topic changed app=%s topic=%s change=%s version=%s accounts=%d",
                Long.toString(event.getAppId()),
                Long.toString(event.getTopicId()),
                event.getChange(),
                Long.toString(event.getVersion()),
                (Object) event.getAccountsCount());
    }
}
