package io.openmimc.account.account;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.openmimc.account.outbox.Outbox;
import io.openmimc.proto.events.AccountChanged;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Deletes accounts whose time is up, each with its event in the same transaction. Whoever finds one deletes it before
 * saying that it is gone, so what was said once stays true, whatever becomes of the clock.
 *
 * <p>Metric: {@code account.expiry.delay}, from the time at which an account was due to its deletion.
 */
@Singleton
class ExpiredAccounts {
    private static final String DELETED = "RETURNING uuid, name, app_id, expires_at), told AS ("
            + Outbox.TELL_OF_ACCOUNTS + ") SELECT clock.ms - expires_at FROM changed, clock";

    /** In the order of names, as accounts are created: so no two of those who wait for each other's rows wait in a circle. */
    private static final String DELETE = "WITH " + Account.CLOCK
            + """
            , changed AS (
                DELETE FROM account.accounts WHERE uuid IN (
                    SELECT uuid FROM account.accounts WHERE uuid = ANY (CAST(:uuids AS bigint[]))
                    ORDER BY name FOR UPDATE)
            """
            + DELETED;

    private static final String DELETE_SOME = "WITH " + Account.CLOCK
            + """
            , changed AS (
                DELETE FROM account.accounts WHERE uuid IN (
                    SELECT uuid FROM account.accounts WHERE expires_at <= (SELECT ms FROM clock)
                    ORDER BY expires_at LIMIT :most FOR UPDATE SKIP LOCKED)
            """
            + DELETED;

    private final Timer delay;
    private final Clock clock = Clock.systemUTC();

    ExpiredAccounts(MeterRegistry metrics) {
        delay = Timer.builder("account.expiry.delay")
                .description("from the time at which a temporary account was due to its deletion")
                .register(metrics);
    }

    /** Deletes accounts that were found expired; those that somebody else has deleted meanwhile are passed over. */
    Uni<Void> delete(Mutiny.Session session, Collection<Long> uuids) {
        return uuids.isEmpty()
                ? Uni.createFrom().voidItem()
                : run(session.createNativeQuery(DELETE, Long.class).setParameter("uuids", uuids.toArray(Long[]::new)))
                        .replaceWithVoid();
    }

    /** Deletes those that have been due the longest, at most so many; how many it were. Rows that others hold are left. */
    Uni<Integer> deleteSome(Mutiny.Session session, int most) {
        return run(session.createNativeQuery(DELETE_SOME, Long.class).setParameter("most", most));
    }

    private Uni<Integer> run(Mutiny.SelectionQuery<Long> statement) {
        return statement
                .setParameter("change", AccountChanged.Change.DELETED_VALUE)
                .setParameter("at", clock.millis())
                .getResultList()
                .invoke(this::measure)
                .map(List::size);
    }

    private void measure(List<Long> delaysMs) {
        delaysMs.forEach(ms -> delay.record(Duration.ofMillis(ms)));
    }
}
