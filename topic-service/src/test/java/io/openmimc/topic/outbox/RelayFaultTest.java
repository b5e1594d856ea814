package io.openmimc.topic.outbox;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.kit.kafka.TopicSetup;
import io.openmimc.kit.outbox.OutboxRelay;
import io.openmimc.kit.outbox.OutboxTable;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Topics;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class RelayFaultTest {
    @Inject
    AgroalDataSource database;

    @Inject
    KafkaConfig kafka;

    @Inject
    TopicSetup topics;

    private final AtomicInteger looks = new AtomicInteger();

    /** The real one, which throws what nobody expects when it is first asked. */
    private DataSource faulty() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getConnection") && looks.incrementAndGet() == 1) {
                        throw new IllegalStateException("a fault");
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void faultEndsOneLookIntoTheOutboxAndNotTheRelay() {
        // Given
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        OutboxTable table = new OutboxTable(
                "relay-fault",
                "topic.outbox",
                "id",
                7, // a turn of its own, and it reads nothing that is not there
                List.of(Topics.TOPICS),
                row -> {
                    throw new IllegalStateException("not this test's events");
                });
        OutboxRelay relay = new OutboxRelay(table, faulty(), kafka, topics, meters);
        // When
        relay.start();
        // Then
        try {
            await().atMost(ofSeconds(30)).until(() -> looks.get() >= 3);
            assertThat(meters.counter("relay-fault.outbox.failures").count()).isPositive();
        } finally {
            relay.stop();
        }
    }
}
