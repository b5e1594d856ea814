package io.openmimc.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.gateway.limit.AppCounts.Refusals;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AppConnectionsTest {
    private static final long APP = 77;
    private static final long OTHER_APP = 78;

    private final AppCounts counts = new AppCounts();
    private final AppConnections connections = new AppConnections(new Refused(new SimpleMeterRegistry(), counts));

    @Test
    void anAppHasAsManyDevicesAsItMayAndTheNextIsRefused() {
        assertThat(connections.tryEnter(APP, 1, "phone", 2)).isTrue();
        assertThat(connections.tryEnter(APP, 1, "pad", 2)).isTrue();
        assertThat(connections.tryEnter(APP, 2, "phone", 2)).isFalse();
        assertThat(connections.count(APP)).isEqualTo(2);
        assertThat(counts.refusals(APP)).containsEntry(Refusal.CONNECTIONS_APP, new Refusals(1, 1));
        assertThat(connections.tryEnter(OTHER_APP, 2, "phone", 2)).isTrue();
    }

    @Test
    void aDeviceThatComesBackBeforeItsOldSessionIsFoundDeadIsOneDevice() {
        connections.tryEnter(APP, 1, "phone", 1);
        // When
        boolean again = connections.tryEnter(APP, 1, "phone", 1);
        connections.leave(APP, 1, "phone");
        // Then
        assertThat(again).isTrue();
        assertThat(connections.count(APP)).isEqualTo(1);
        assertThat(connections.tryEnter(APP, 2, "phone", 1)).isFalse();
    }

    @Test
    void whoLeavesMakesRoom() {
        connections.tryEnter(APP, 1, "phone", 1);
        connections.leave(APP, 1, "phone");
        assertThat(connections.count(APP)).isZero();
        assertThat(connections.tryEnter(APP, 2, "phone", 1)).isTrue();
    }

    @Test
    void anAppWithoutTheLimitHasAnyNumber() {
        IntStream.range(0, 1_000).forEach(uuid -> assertThat(connections.tryEnter(APP, uuid, "phone", 0))
                .isTrue());
        assertThat(connections.count(APP)).isEqualTo(1_000);
    }

    @Test
    void manyThreadsNeverGetMoreThanTheLimitAndLeaveNothingBehind() {
        // When
        long let = IntStream.range(0, 20_000)
                .parallel()
                .filter(uuid -> connections.tryEnter(APP, uuid, "phone", 500))
                .count();
        // Then
        assertThat(let).isEqualTo(500);
        assertThat(connections.count(APP)).isEqualTo(500);
        IntStream.range(0, 20_000).parallel().forEach(uuid -> connections.leave(APP, uuid, "phone"));
        assertThat(connections.count(APP)).isZero();
    }
}
