package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A prepared statement. Values that are not set stay unset: they write nothing. */
public final class CqlStatement {
    private final Cassandra cassandra;
    private final String name;
    private final String cql;
    private volatile @Nullable PreparedStatement prepared;

    CqlStatement(Cassandra cassandra, String name, String cql) {
        this.cassandra = cassandra;
        this.name = name;
        this.cql = cql;
    }

    /** Prepares it if that has not been done, so that it can be bound. */
    public CompletionStage<CqlStatement> prepare() {
        if (prepared != null) {
            return CompletableFuture.completedStage(this);
        }
        return cassandra.prepare(name, cql).thenApply(statement -> {
            prepared = statement; // two at once are one and the same to the driver
            return this;
        });
    }

    /**
     * A part of a batch.
     *
     * @throws IllegalStateException unless it was prepared before
     */
    public BoundStatement bind(UnaryOperator<BoundStatementBuilder> values) {
        PreparedStatement statement = prepared;
        if (statement == null) {
            throw new IllegalStateException("not prepared: " + name);
        }
        return values.apply(statement.boundStatementBuilder()).build();
    }

    /** Runs it; fails with {@link io.openmimc.proto.ImException} UNAVAILABLE only. */
    public CompletionStage<AsyncResultSet> execute(UnaryOperator<BoundStatementBuilder> values) {
        if (prepared != null) {
            return cassandra.execute(name, bind(values));
        }
        return prepare().thenCompose(ready -> cassandra.execute(name, bind(values)));
    }

    /** The page after this one. */
    public CompletionStage<AsyncResultSet> next(AsyncResultSet page) {
        return page.fetchNextPage().exceptionally(failure -> {
            throw Cassandra.refusal(name, failure);
        });
    }
}
