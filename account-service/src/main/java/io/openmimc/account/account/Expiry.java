package io.openmimc.account.account;

import io.openmimc.kit.database.Database;
import io.openmimc.kit.outbox.OutboxRelay;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * Deletes temporary accounts when their time is up, some at a time so that no transaction grows large, and on one replica at
 * a time. It also moves the clock of expiry on, which never goes back (docs/adr/0010).
 */
@Singleton
class Expiry {
    private static final Logger LOG = Logger.getLogger(Expiry.class);
    private static final int BATCH = 1_000;

    static final long TURN = 0x4558_5049_5259L;

    /** Lasts until the end of the transaction: a replica that dies gives the turn back. */
    private static final String TAKE_TURN = "SELECT pg_try_advisory_xact_lock(" + TURN + ")";

    private static final String MOVE_CLOCK =
            "UPDATE account.expiry_clock SET latest = account.now_ms() WHERE latest < account.now_ms()";

    private final Database database;
    private final ExpiredAccounts expired;
    private final OutboxRelay relay;
    private volatile boolean stopping;

    Expiry(Database database, ExpiredAccounts expired, OutboxRelay relay) {
        this.database = database;
        this.expired = expired;
        this.relay = relay;
    }

    /** The pool closes before the scheduler does. */
    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    Uni<Void> expire() {
        return Uni.createFrom()
                .deferred(() -> stopping ? Uni.createFrom().item(0) : step())
                .repeat()
                .whilst(deleted -> deleted == BATCH)
                .collect()
                .with(Collectors.summingInt(deleted -> deleted))
                .invoke(deleted -> {
                    if (deleted > 0) {
                        LOG.infof("temporary accounts expired count=%d", deleted);
                    }
                })
                .onFailure()
                .invoke(e -> LOG.warnf("temporary accounts stay for now reason=%s", e.getMessage()))
                .onFailure()
                .recoverWithItem(0)
                .replaceWithVoid();
    }

    /** How many were deleted; a full batch says that there may be more. */
    private Uni<Integer> step() {
        return database.transaction(session -> session.createNativeQuery(TAKE_TURN, Boolean.class)
                        .getSingleResult()
                        .chain(mine -> mine
                                ? moveClock(session).chain(() -> expired.deleteSome(session, BATCH))
                                : Uni.createFrom().item(0)))
                .invoke(deleted -> {
                    if (deleted > 0) {
                        relay.wake();
                    }
                });
    }

    private static Uni<Void> moveClock(Mutiny.Session session) {
        return session.createNativeQuery(MOVE_CLOCK).executeUpdate().replaceWithVoid();
    }
}
