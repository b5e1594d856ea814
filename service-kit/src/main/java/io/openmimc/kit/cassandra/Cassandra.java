package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.metrics.CallTimers;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one session with Cassandra, for a service that has the driver; it makes one bean of this class, starts it, and closes
 * it last. The service starts without Cassandra: until that has answered and the schema is up to date, every call fails at
 * once. All failures are {@link ImException} UNAVAILABLE.
 */
public final class Cassandra implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Cassandra.class);
    private static final long AGAIN_MS = 500;
    private static final UUID NOWHERE = new UUID(0, 0);

    private final CassandraTables tables;
    private final boolean makesTables;
    private final CallTimers timers;
    private final CompletableFuture<CqlSession> session = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable String trouble;
    private final Thread connector = new Thread(this::connect, "cassandra-connect");

    /** @param makesTables false: they are there, or made by somebody else before the start */
    public Cassandra(CassandraTables tables, boolean makesTables, MeterRegistry meters) {
        this.tables = tables;
        this.makesTables = makesTables;
        this.timers = new CallTimers(meters, "cassandra.call", "statement");
        connector.setDaemon(true);
    }

    /** Connects, on a thread of its own, for as long as it takes. */
    public void start() {
        connector.start();
    }

    /** Completes when the schema is up to date and statements can be run; not before Cassandra has answered once. */
    public CompletionStage<Void> ready() {
        return session.thenAccept(opened -> {});
    }

    /**
     * A statement of this service, prepared when it is first used.
     *
     * @param name tag of the metric {@code cassandra.call}; one of a closed set
     */
    public CqlStatement statement(String name, String cql) {
        return new CqlStatement(this, name, cql);
    }

    /** Runs a statement or a batch. */
    public CompletionStage<AsyncResultSet> execute(String name, Statement<?> statement) {
        CqlSession opened = session.getNow(null);
        if (opened == null) {
            return CompletableFuture.failedStage(unavailable());
        }
        long start = System.nanoTime();
        return Failures.caught(() -> opened.executeAsync(statement)).handle((rows, failure) -> {
            timers.record(name, start, failure);
            if (failure != null) {
                throw refusal(name, failure);
            }
            return rows;
        });
    }

    /** The first replica of a partition, so that requests to the same one can share a batch; nil where that is not known. */
    public UUID replica(@Nullable ByteBuffer routingKey) {
        CqlSession opened = session.getNow(null);
        if (opened == null || routingKey == null) {
            return NOWHERE;
        }
        return opened.getMetadata()
                .getTokenMap()
                .flatMap(tokens -> tokens.getReplicas(tables.keyspace(), routingKey).stream()
                        .map(Node::getHostId)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder()))
                .orElse(NOWHERE);
    }

    CompletionStage<PreparedStatement> prepare(String name, String cql) {
        CqlSession opened = session.getNow(null);
        return opened == null
                ? CompletableFuture.failedStage(unavailable())
                : Failures.caught(() -> opened.prepareAsync(cql)).exceptionally(failure -> {
                    throw refusal(name, failure);
                });
    }

    /** What callers get to see for a failure of the driver, such as that of a further page of rows. */
    static ImException refusal(String name, Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof QueryValidationException || !(cause instanceof DriverException)) {
            LOG.errorf(cause, "statement cannot be run statement=%s", name);
        } else {
            LOG.debugf("cassandra call failed statement=%s error=%s", name, cause);
        }
        return unavailable();
    }

    private static ImException unavailable() {
        return new ImException(ErrorCode.UNAVAILABLE, "the message store does not answer, try again");
    }

    private void connect() {
        try {
            while (closed.getCount() > 0) {
                try {
                    if (makesTables) {
                        tables.make();
                    }
                    session.complete(tables.open());
                    trouble = null;
                    LOG.infof("cassandra is connected keyspace=%s", tables.keyspace());
                    return;
                } catch (DriverException | IllegalStateException e) {
                    refused(tables.reason(e));
                    closed.await(AGAIN_MS, TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("interrupted while connecting: the service is ending");
        }
    }

    /** Says it once for each reason: it is tried several times a second. */
    private void refused(String reason) {
        if (!reason.equals(trouble)) {
            LOG.warnf("cassandra is not there yet, trying again reason=%s", reason);
        }
        trouble = reason;
    }

    /** Why the session cannot be opened, and what to look at; empty once it is open. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    public void close() {
        closed.countDown();
        connector.interrupt();
        CqlSession opened = session.getNow(null);
        if (opened != null) {
            opened.close();
        }
    }
}
