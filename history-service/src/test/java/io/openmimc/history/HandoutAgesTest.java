package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.LocalStack;
import io.openmimc.proto.gateway.HandoutAges;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What gateways are told of the time that messages wait on the log. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class HandoutAgesTest extends HistoryFixture {
    private static final Duration OLD = Duration.ofSeconds(60);

    @Test
    void aGatewayIsToldHowLongMessagesWaitedThatWereHandedOut() {
        // Given
        gateway.login(bob, "phone");
        awaitDone(log.send(MessageLog.message(alice, "pc", bob)));
        await().atMost(PATIENCE).until(() -> !gateway.ages.isEmpty());
        // When
        sendOld();
        // Then
        HandoutAges told = await().atMost(PATIENCE)
                .until(
                        () -> gateway.ages.stream()
                                .filter(ages -> ages.getAccountsMs() >= OLD.toMillis())
                                .findFirst()
                                .orElse(null),
                        ages -> ages != null);
        assertThat(told.getAccountsMs()).isCloseTo(OLD.toMillis(), Offset.offset(PATIENCE.toMillis()));
        assertThat(told.getTimeMs()).isCloseTo(System.currentTimeMillis(), Offset.offset(2 * PATIENCE.toMillis()));
        assertThat(told.hasTopicsMs()).isFalse();
        assertThat(gateway.ages.peek().getAccountsMs()).as("of the first one").isLessThan(OLD.toMillis());
    }

    @Test
    void afterAnOldMessageAndNoMoreAGatewayIsToldOnceThatNothingWaits() {
        // Given
        gateway.login(bob, "phone");
        sendOld();
        // When
        await().atMost(PATIENCE).until(() -> told().contains("caught up"));
        // Then
        sendOld(); // a later event, before which nothing more was told
        await().atMost(PATIENCE).until(() -> Collections.frequency(told(), "old") == 2);
        assertThat(told()).startsWith("old", "caught up", "old");
        assertThat(gateway.ages)
                .filteredOn(HandoutAges::hasAccountsCaughtUpMs)
                .allSatisfy(ages -> assertThat(ages.getAccountsCaughtUpMs()).isBetween(0L, PATIENCE.toMillis()));
        assertThat(gateway.ages).noneMatch(HandoutAges::hasTopicsCaughtUpMs);
    }

    private void sendOld() {
        awaitDone(log.sendAged(MessageLog.message(alice, "pc", bob).build(), OLD));
    }

    /** What the gateway was told, in its order. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (HandoutAges ages : gateway.ages) {
            if (ages.getAccountsMs() >= OLD.toMillis()) {
                told.add("old");
            }
            if (ages.hasAccountsCaughtUpMs()) {
                told.add("caught up");
            }
        }
        return told;
    }
}
