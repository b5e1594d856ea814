package io.openmimc.kit.database;

import io.grpc.Context;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.quarkus.vertx.core.runtime.context.VertxContextSafetyToggle;
import io.smallrye.common.vertx.VertxContext;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Work on PostgreSQL, for a service that has Hibernate Reactive; it makes one bean of this class. Every failure that only
 * says that the database is away or overloaded becomes {@link ImException} UNAVAILABLE; nothing of the work was done then,
 * or doing it again is safe. May be called on any thread; the outcome comes on an event loop.
 *
 * <p>Work that has waited for a connection until its gRPC call was over is not done: whoever asked for it has given up, and
 * a database that works for those who have gone never catches up.
 */
public final class Database {
    /** How much work may wait or be under way; more is refused. */
    public static final int MOST_WORK = 2_000;

    private final Mutiny.SessionFactory sessions;
    private final Vertx vertx;
    private final AtomicInteger admitted = new AtomicInteger();

    public Database(Mutiny.SessionFactory sessions, Vertx vertx) {
        this.sessions = sessions;
        this.vertx = vertx;
    }

    /** Runs work in one transaction, which is rolled back if it fails. */
    public <T> Uni<T> transaction(Function<Mutiny.Session, Uni<T>> work) {
        return admit(call -> sessions.withTransaction(session -> wanted(call, session, work)));
    }

    /** Runs queries without a transaction around them. */
    public <T> Uni<T> query(Function<Mutiny.Session, Uni<T>> work) {
        return admit(call -> sessions.withSession(session -> wanted(call, session, work)));
    }

    private <T> Uni<T> admit(Function<Context, Uni<T>> work) {
        return Uni.createFrom().deferred(() -> {
            Context call = Context.current();
            boolean full = admitted.incrementAndGet() > MOST_WORK;
            Uni<T> done = full ? Uni.createFrom().failure(overloaded()) : onItsOwnContext(() -> work.apply(call));
            return done.onTermination().invoke(admitted::decrementAndGet);
        });
    }

    private static <T> Uni<T> wanted(Context call, Mutiny.Session session, Function<Mutiny.Session, Uni<T>> work) {
        return call.isCancelled() ? Uni.createFrom().failure(overloaded()) : work.apply(session);
    }

    private static ImException overloaded() {
        return new ImException(ErrorCode.UNAVAILABLE, "the database has too much to do, try again");
    }

    /**
     * A session belongs to a Vert.x context. A caller whose last step was an answer over gRPC or from Kafka has none, and
     * two that ran on one context would share a session: so each work gets a context of its own.
     */
    private <T> Uni<T> onItsOwnContext(Supplier<Uni<? extends T>> work) {
        return Uni.createFrom()
                .deferred(work)
                .runSubscriptionOn(command -> {
                    io.vertx.core.Context context = VertxContext.createNewDuplicatedContext(vertx.getOrCreateContext());
                    VertxContextSafetyToggle.setContextSafe(context, true);
                    context.runOnContext(ignored -> command.run());
                })
                .onFailure(DatabaseFailures::away)
                .transform(DatabaseFailures::unavailable);
    }
}
