package io.openmimc.kit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.local.LocalStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SmallWritesTest {
    private static final LocalStack STACK = new LocalStack();
    private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static Cassandra cassandra;
    private static CqlStatement store;

    private final Counter requests = METERS.counter("requests");
    private double before;
    private SmallWrites writes;

    @BeforeAll
    static void start() throws Exception {
        STACK.init(Map.of("stores", "cassandra"));
        var config = new LocalCassandra(
                "small_writes_" + System.currentTimeMillis(), STACK.start().get("openmimc.cassandra.contact-points"));
        Schema schema = Schema.of("test", SmallWritesTest.class, "V1__first.cql", "V2__second.cql");
        cassandra = new Cassandra(new CassandraTables(schema, config, "0.1.0"), true, METERS);
        cassandra.start();
        cassandra.ready().toCompletableFuture().get(120, TimeUnit.SECONDS);
        store = cassandra
                .statement("store", "INSERT INTO first (id, name) VALUES (:id, :name)")
                .prepare()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        cassandra.close();
        STACK.stop();
    }

    @BeforeEach
    void fresh() {
        writes = new SmallWrites(cassandra, "store", requests);
        before = requests.count();
    }

    @Test
    void rowsThatAreWrittenTogetherGoOutTenARequest() throws Exception {
        // When
        List<CompletionStage<Void>> done = new ArrayList<>();
        writes.together(() -> IntStream.range(0, 95).forEach(i -> done.add(writes.write(row(i, "small")))));
        // Then
        awaitAll(done);
        assertThat(requests.count() - before).isEqualTo(10);
        assertThat(ids("small")).hasSize(95);
    }

    @Test
    void rowsOfOnePartitionCountAsOneOfTheTen() throws Exception {
        // Given
        List<CompletionStage<Void>> done = new ArrayList<>();
        // When
        writes.together(() -> IntStream.range(0, 20)
                .forEach(i -> done.add(writes.write(List.of(row(4_000 + i, "pair"), row(4_000 + i, "pair"))))));
        // Then
        awaitAll(done);
        assertThat(requests.count() - before).isEqualTo(2);
        assertThat(ids("pair")).hasSize(20);
    }

    @Test
    void aRowAloneIsWrittenAtOnce() throws Exception {
        // When
        awaitAll(List.of(writes.write(row(1_000, "alone"))));
        // Then
        assertThat(requests.count() - before).isEqualTo(1);
        assertThat(ids("alone")).containsExactly(1_000L);
    }

    @Test
    void largeRowsGoOnTheirOwnAndHoldUpNobody() throws Exception {
        // Given
        String large = "x".repeat(100_000);
        // When
        List<CompletionStage<Void>> done = new ArrayList<>();
        writes.together(() -> {
            done.add(writes.write(row(2_000, large)));
            done.add(writes.write(row(2_001, "beside")));
            done.add(writes.write(row(2_002, large)));
            done.add(writes.write(row(2_003, "beside")));
        });
        // Then
        awaitAll(done);
        assertThat(requests.count() - before).isEqualTo(4);
        assertThat(ids(large)).containsExactlyInAnyOrder(2_000L, 2_002L);
        assertThat(ids("beside")).containsExactlyInAnyOrder(2_001L, 2_003L);
    }

    @Test
    void rowsOfOthersAreWrittenThoughWhatWritesTogetherFails() throws Exception {
        // Given
        List<CompletionStage<Void>> done = new ArrayList<>();
        // When
        try {
            writes.together(() -> {
                done.add(writes.write(row(3_000, "before the fault")));
                throw new IllegalStateException("a fault");
            });
        } catch (IllegalStateException e) {
            done.add(writes.write(row(3_001, "after the fault")));
        }
        // Then
        awaitAll(done);
        assertThat(ids("before the fault")).containsExactly(3_000L);
        assertThat(ids("after the fault")).containsExactly(3_001L);
    }

    private static BoundStatement row(long id, String name) {
        return store.bind(values -> values.setLong("id", id).setString("name", name));
    }

    private static List<Long> ids(String name) throws Exception {
        var rows = cassandra
                .statement("all", "SELECT id, name FROM first")
                .execute(values -> values.setPageSize(1_000))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        return StreamSupport.stream(rows.currentPage().spliterator(), false)
                .filter((Row row) -> name.equals(row.getString("name")))
                .map(row -> row.getLong("id"))
                .toList();
    }

    private static void awaitAll(List<CompletionStage<Void>> stages) throws Exception {
        CompletableFuture.allOf(stages.stream()
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture[]::new))
                .get(30, TimeUnit.SECONDS);
    }
}
