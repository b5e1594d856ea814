package io.openmimc.account.outbox;

import io.openmimc.proto.events.AppChanged;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Where a change puts its event, in its own transaction: what is committed can never lack its event, what is rolled back
 * never has one. Events of accounts are written by the statements that change accounts.
 */
@Singleton
public class Outbox {
    /** Appends one event for each row of {@code changed(uuid, name, app_id, expires_at)}; to be used inside a WITH. */
    public static final String TELL_OF_ACCOUNTS =
            """
            INSERT INTO account.outbox (app_id, change, uuid, account, created_at, expires_at)
            SELECT app_id, :change, uuid, name, :at, expires_at FROM changed ORDER BY uuid""";

    /** As {@link #TELL_OF_ACCOUNTS}, of changes of their standing. */
    public static final String TELL_OF_STANDINGS =
            """
            INSERT INTO account.outbox (app_id, change, uuid, account, created_at, expires_at,
                                        standing_version, banned, token_generation)
            SELECT app_id, :change, uuid, name, :at, expires_at, standing_version, banned_at IS NOT NULL, token_generation
            FROM changed""";

    /** Appends an event of an app. */
    public Uni<Void> append(Mutiny.Session session, AppChanged event) {
        return session.createNativeQuery(
                        """
                        INSERT INTO account.outbox (app_id, change, version, created_at)
                        VALUES (:app, :change, :version, :at)""")
                .setParameter("app", event.getAppId())
                .setParameter("change", event.getChangeValue())
                .setParameter("version", event.getVersion())
                .setParameter("at", event.getTimestamp())
                .executeUpdate()
                .replaceWithVoid();
    }
}
