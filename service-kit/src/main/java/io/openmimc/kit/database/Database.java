package io.openmimc.kit.database;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Work on PostgreSQL, for a service that has Hibernate Reactive; it makes one bean of this class. Every failure that only
 * says that the database is away or overloaded becomes {@link ImException} UNAVAILABLE; nothing of the work was done then,
 * or doing it again is safe. May be called on any thread; the outcome comes on an event loop.
 */
public final class Database {
    private static final Logger LOG = Logger.getLogger(Database.class);

    private final Mutiny.SessionFactory sessions;
    private final Vertx vertx;

    public Database(Mutiny.SessionFactory sessions, Vertx vertx) {
        this.sessions = sessions;
        this.vertx = vertx;
    }

    /** Runs work in one transaction, which is rolled back if it fails. */
    public <T> Uni<T> transaction(Function<Mutiny.Session, Uni<T>> work) {
        return onItsOwnContext(() -> sessions.withTransaction(work));
    }

    /** Runs queries without a transaction around them. */
    public <T> Uni<T> query(Function<Mutiny.Session, Uni<T>> work) {
        return onItsOwnContext(() -> sessions.withSession(work));
    }

    /**
     * A session belongs to a Vert.x context. A caller whose last step was an answer over gRPC or from Kafka has none, and
     * two that ran on one context would share a session: so each work gets a context of its own.
     */
    private <T> Uni<T> onItsOwnContext(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .deferred(work)
                .runSubscriptionOn(command -> {
                    Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
                    VertxContextSafetyToggle.setContextSafe(context, true);
                    context.runOnContext(ignored -> command.run());
                })
                .onFailure(Database::away)
                .transform(Database::unavailable);
    }

    private static Throwable unavailable(Throwable failure) {
        LOG.warnf("database does not answer reason=%s", failure.getMessage());
        return new ImException(ErrorCode.UNAVAILABLE, "the database does not answer, try again");
    }

    static boolean away(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException refused) {
                return transientState(refused.getSqlState());
            }
            // What Hibernate makes of one.
            if (cause instanceof SQLException refused) {
                return transientState(refused.getSQLState());
            }
            // A connection that broke, a pool that has none to give: Vert.x has several classes for either.
            if (cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause.getClass().getName().startsWith("io.vertx.")) {
                return true;
            }
        }
        return false;
    }

    /** 08 connection, 53 out of resources, 57 shut down by an operator, 40 rolled back to be tried again, 55P03 locked. */
    private static boolean transientState(@Nullable String state) {
        return state != null
                && (state.startsWith("08")
                        || state.startsWith("53")
                        || state.startsWith("57")
                        || state.startsWith("40")
                        || state.equals("55P03"));
    }
}
