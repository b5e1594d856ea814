package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.LocalStack;
import io.openmimc.proto.gateway.HandoutAges;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What gateways are told of the time that messages wait on the log. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class HandoutAgesTest extends HistoryFixture {
    @Test
    void aGatewayIsToldHowLongMessagesWaitedThatWereHandedOut() {
        // Given
        gateway.login(bob, "phone");
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        await().atMost(PATIENCE).until(() -> !gateway.ages.isEmpty());
        // When
        long waitedMs = 60_000;
        awaitDone(log.sendAged(MessageLog.message(alice, "pc", bob).build(), Duration.ofMillis(waitedMs)));
        // Then
        HandoutAges told = await().atMost(PATIENCE)
                .until(
                        () -> gateway.ages.stream()
                                .filter(ages -> ages.getAccountsMs() >= waitedMs)
                                .findFirst()
                                .orElse(null),
                        ages -> ages != null);
        assertThat(told.getAccountsMs()).isCloseTo(waitedMs, Offset.offset(PATIENCE.toMillis()));
        assertThat(told.getTimeMs()).isCloseTo(System.currentTimeMillis(), Offset.offset(2 * PATIENCE.toMillis()));
        assertThat(told.hasTopicsMs()).isFalse();
        assertThat(gateway.ages.peek().getAccountsMs()).as("of the first one").isLessThan(waitedMs);
    }
}
