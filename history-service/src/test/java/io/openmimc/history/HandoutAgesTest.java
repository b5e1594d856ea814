package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
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
        link();
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
        link();
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

    /** A gateway that is told at the time at which its first delivery opens the way to it is not told. */
    private void link() {
        gateway.login(bob, "phone");
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            awaitDone(send(0, Duration.ZERO));
            return gateway.ages.stream().anyMatch(HandoutAges::hasAccountsMs);
        });
    }

    private void sendOld() {
        awaitDone(send(1, OLD));
    }

    /** Of each partition only the shortest wait is told. */
    private AcceptedMessage send(int partition, Duration age) {
        return log.sendAged(partition, MessageLog.message(alice, "pc", bob).build(), age);
    }

    /** What the gateway was told, in its order, from the first old one on. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (HandoutAges ages : gateway.ages) {
            if (ages.getAccountsMs() >= OLD.toMillis()) {
                told.add("old");
            }
            if (ages.hasAccountsCaughtUpMs() && !told.isEmpty()) {
                told.add("caught up");
            }
        }
        return told;
    }
}
