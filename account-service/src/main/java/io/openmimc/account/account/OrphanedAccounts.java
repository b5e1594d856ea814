package io.openmimc.account.account;

import io.openmimc.account.outbox.Outbox;
import io.openmimc.kit.database.Database;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.proto.events.AccountChanged;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Deletes the accounts of deleted apps, some at a time so that no transaction grows large, each with its event. Several
 * replicas may do it at once: who comes second skips the app.
 */
@Singleton
class OrphanedAccounts {
    private static final Logger LOG = Logger.getLogger(OrphanedAccounts.class);

    private static final String NEXT_APP =
            "SELECT app_id FROM account.deleted_apps ORDER BY deleted_at LIMIT 1 FOR UPDATE SKIP LOCKED";
    private static final String DELETE_SOME =
            """
            WITH changed AS (
                DELETE FROM account.accounts WHERE uuid IN (
                    SELECT uuid FROM account.accounts WHERE app_id = :app ORDER BY name LIMIT 1000)
                RETURNING uuid, name, app_id, expires_at),
            told AS ("""
                    + Outbox.TELL_OF_ACCOUNTS + ") SELECT count(*) FROM changed";

    private final Database database;
    private final OutboxRelay relay;
    private final Clock clock = Clock.systemUTC();
    private volatile boolean stopping;

    OrphanedAccounts(Database database, OutboxRelay relay) {
        this.database = database;
        this.relay = relay;
    }

    /** The pool closes before the scheduler does. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> cleanUp() {
        return stopping ? Uni.createFrom().voidItem() : cleanUpNext();
    }

    private Uni<Void> cleanUpNext() {
        return step().onFailure()
                .invoke(e -> LOG.warnf("accounts of deleted apps stay for now reason=%s", e.getMessage()))
                .onFailure()
                .recoverWithItem(false)
                .chain(more -> more ? cleanUp() : Uni.createFrom().voidItem());
    }

    /** Whether there may be more to do. */
    private Uni<Boolean> step() {
        return database.transaction(session -> session.createNativeQuery(NEXT_APP, Long.class)
                .getSingleResultOrNull()
                .chain(app -> app == null
                        ? Uni.createFrom().item(false)
                        : deleteSome(session, app).replaceWith(true)));
    }

    private Uni<Void> deleteSome(Mutiny.Session session, long app) {
        return session.createNativeQuery(DELETE_SOME, Long.class)
                .setParameter("app", app)
                .setParameter("change", AccountChanged.Change.DELETED_VALUE)
                .setParameter("at", clock.millis())
                .getSingleResult()
                .chain(deleted -> {
                    LOG.infof("accounts of a deleted app removed app=%d count=%d", (Object) app, deleted);
                    relay.wake();
                    return deleted > 0 ? Uni.createFrom().voidItem() : forget(session, app);
                });
    }

    private static Uni<Void> forget(Mutiny.Session session, long app) {
        return session.createNativeQuery("DELETE FROM account.deleted_apps WHERE app_id = :app")
                .setParameter("app", app)
                .executeUpdate()
                .replaceWithVoid();
    }
}
