package io.openmimc.kit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import io.openmimc.local.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FlatThrottlerTest {
    private static final LocalStack STACK = new LocalStack();
    private static final int UNDER_WAY = 500;
    private static final int WAITING = 9_000;
    private static final SimpleStatement QUERY =
            SimpleStatement.newInstance("SELECT key FROM system.local").setTimeout(Duration.ofSeconds(30));

    private static CqlSession session;
    private static CqlSession other;

    @BeforeAll
    static void start() throws Exception {
        STACK.init(Map.of("stores", "cassandra"));
        var config = new LocalCassandra("throttled", STACK.start().get("openmimc.cassandra.contact-points"), UNDER_WAY);
        session = new Driver("test", config).open(null);
        other = new Driver("test", config).open(null);
    }

    @AfterAll
    static void stop() {
        session.close();
        other.close();
        STACK.stop();
    }

    @Test
    void thousandsThatWaitAndThenCannotBeSentFailAtOnce() throws Exception {
        // Given
        Node gone = other.getMetadata().getNodes().values().iterator().next(); // this session has no connection to it
        List<CompletableFuture<String>> ends = new ArrayList<>();
        // When: while a thread of the driver is here, it reads no answers
        session.executeAsync(QUERY)
                .thenRun(() -> {
                    IntStream.range(0, UNDER_WAY).forEach(i -> run(QUERY));
                    IntStream.range(0, WAITING).forEach(i -> ends.add(run(QUERY.setNode(gone))));
                })
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        // Then
        Set<String> seen = new HashSet<>();
        for (CompletableFuture<String> end : ends) {
            seen.add(end.get(20, TimeUnit.SECONDS));
        }
        assertThat(seen).containsExactly("AllNodesFailedException");
        assertThat(run(QUERY).get(20, TimeUnit.SECONDS)).isEqualTo("rows");
    }

    /** How it ended. */
    private static CompletableFuture<String> run(SimpleStatement statement) {
        return session.executeAsync(statement)
                .handle((rows, failure) ->
                        failure == null ? "rows" : failure.getClass().getSimpleName())
                .toCompletableFuture();
    }
}
