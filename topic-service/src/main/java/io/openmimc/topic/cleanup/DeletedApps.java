package io.openmimc.topic.cleanup;

import io.openmimc.kit.database.Database;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.proto.events.TopicChanged;
import io.openmimc.topic.outbox.Outbox;
import io.openmimc.topic.topic.TopicMetrics;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** Which apps are deleted, and the end of their topics. */
@Singleton
class DeletedApps {
    private static final Logger LOG = Logger.getLogger(DeletedApps.class);

    /** Waits for those who are making a topic of the app; who comes later finds the app deleted. */
    private static final String NO_NEW_TOPICS = "SELECT 1 FROM pg_advisory_xact_lock(:app)";

    private static final String REMEMBER =
            "INSERT INTO topic.deleted_apps (app_id, deleted_at) VALUES (:app, :at) ON CONFLICT DO NOTHING";

    private static final String NEXT =
            """
            SELECT app_id FROM topic.deleted_apps WHERE cleaned_at IS NULL
            ORDER BY deleted_at LIMIT 1 FOR UPDATE SKIP LOCKED""";

    /** Few, because each may have thousands of members. */
    private static final String DISMISS_SOME =
            """
            DELETE FROM topic.topics WHERE id IN (
                SELECT id FROM topic.topics WHERE app_id = :app ORDER BY id LIMIT 20 FOR UPDATE)
            RETURNING id, version""";

    private static final String CLEANED = "UPDATE topic.deleted_apps SET cleaned_at = :at WHERE app_id = :app";

    private final Database database;
    private final Outbox outbox;
    private final OutboxRelay relay;
    private final TopicMetrics metrics;
    private final Clock clock = Clock.systemUTC();

    DeletedApps(Database database, Outbox outbox, OutboxRelay relay, TopicMetrics metrics) {
        this.database = database;
        this.outbox = outbox;
        this.relay = relay;
        this.metrics = metrics;
    }

    /** Durable when it completes; doing it again changes nothing. Fails with UNAVAILABLE. */
    Uni<Void> remember(long appId) {
        return database.transaction(session -> session.createNativeQuery(NO_NEW_TOPICS, Integer.class)
                .setParameter("app", appId)
                .getSingleResult()
                .chain(() -> session.createNativeQuery(REMEMBER)
                        .setParameter("app", appId)
                        .setParameter("at", clock.millis())
                        .executeUpdate())
                .replaceWithVoid());
    }

    /**
     * Dismisses some topics of a deleted app, each with its event. Several replicas may do it at once: they take different
     * apps.
     *
     * @return whether there may be more to do; fails with UNAVAILABLE
     */
    Uni<Boolean> cleanSome() {
        return database.transaction(session -> session.createNativeQuery(NEXT, Long.class)
                        .getSingleResultOrNull()
                        .chain(app -> app == null ? Uni.createFrom().item(Step.NOTHING) : clean(session, app)))
                .invoke(this::committed)
                .map(step -> step != Step.NOTHING);
    }

    private Uni<Step> clean(Mutiny.Session session, long app) {
        return session.createNativeQuery(DISMISS_SOME, Object[].class)
                .setParameter("app", app)
                .getResultList()
                .chain(rows -> rows.isEmpty() ? cleaned(session, app) : tell(session, app, rows));
    }

    private Uni<Step> cleaned(Mutiny.Session session, long app) {
        return session.createNativeQuery(CLEANED)
                .setParameter("app", app)
                .setParameter("at", clock.millis())
                .executeUpdate()
                .replaceWith(new Step(app, List.of()));
    }

    private Uni<Step> tell(Mutiny.Session session, long app, List<Object[]> rows) {
        long now = clock.millis();
        List<TopicChanged> events = rows.stream()
                .map(row -> TopicChanged.newBuilder()
                        .setAppId(app)
                        .setTopicId((Long) row[0])
                        .setChange(TopicChanged.Change.DISMISSED)
                        .setVersion((Long) row[1] + 1)
                        .setTimestamp(now)
                        .build())
                .toList();
        return Multi.createFrom()
                .iterable(events)
                .onItem()
                .transformToUniAndConcatenate(event -> outbox.append(session, event))
                .onItem()
                .ignoreAsUni()
                .replaceWith(new Step(app, events));
    }

    private void committed(Step step) {
        if (step != Step.NOTHING) {
            relay.wake();
            step.dismissed().forEach(metrics::committed);
            LOG.infof(
                    "topics of a deleted app dismissed app=%s count=%d",
                    Long.toString(step.appId()), (Object) step.dismissed().size());
        }
    }

    private record Step(long appId, List<TopicChanged> dismissed) {
        static final Step NOTHING = new Step(0, List.of());
    }
}
