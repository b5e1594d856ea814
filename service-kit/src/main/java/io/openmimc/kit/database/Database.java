package io.openmimc.kit.database;

import io.openmimc.proto.ImException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Work on PostgreSQL, for a service that has Hibernate Reactive; it makes one bean of this class. Every failure that only
 * says that the database is away or overloaded becomes {@link ImException} UNAVAILABLE; nothing of the work was done then,
 * or doing it again is safe. May be called on any thread; the outcome comes on an event loop.
 */
public final class Database {
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
                .onFailure(DatabaseFailures::away)
                .transform(DatabaseFailures::unavailable);
    }
}
