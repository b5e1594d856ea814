package io.openmimc.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeersReadinessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration SOON = Duration.ofSeconds(10);

    private final Reconnect reconnect = new Reconnect();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private long passedNanos;
    private final PeersReadiness readiness = new PeersReadiness(reconnect, PATIENCE, () -> passedNanos);
    private Replica accounts;

    @BeforeEach
    void open() throws Exception {
        accounts = new Replica("127.0.0.2", 0);
    }

    @AfterEach
    void close() throws Exception {
        accounts.kill();
        for (ManagedChannel channel : channels) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        reconnect.close();
    }

    @Test
    void itIsReadyOnceAllWereReachedThoughNothingWasAskedYet() {
        connect("account-service", accounts.port());
        await().atMost(SOON).until(this::ready);
        assertThat(accounts.calls()).isZero();
    }

    @Test
    void untilThenItNamesThoseThatWereNot() throws Exception {
        // Given
        int port = portOfNobody();
        connect("account-service", accounts.port());
        connect("topic-service", port);
        // Then
        await().atMost(SOON).until(() -> missing().equals(Map.of("topic-service", "not connected to yet")));
        assertThat(ready()).isFalse();
        // When
        Replica topics = new Replica("127.0.0.2", port);
        // Then
        await().atMost(SOON).until(this::ready);
        topics.kill();
    }

    @Test
    void onceReadyItStaysSoWhenAPeerGoesAway() throws Exception {
        // Given
        connect("account-service", accounts.port());
        await().atMost(SOON).until(this::ready);
        // When
        accounts.kill();
        // Then
        await().atMost(SOON).until(() -> channels.get(0).getState(false) != ConnectivityState.READY);
        assertThat(ready()).isTrue();
    }

    @Test
    void aPeerThatIsDownKeepsNobodyUnreadyForLong() throws Exception {
        connect("topic-service", portOfNobody());
        passedNanos = PATIENCE.toNanos() - 1;
        assertThat(ready()).isFalse();
        passedNanos = PATIENCE.toNanos();
        assertThat(ready()).isTrue();
    }

    private void connect(String peer, int port) {
        ManagedChannel channel = Channels.to("127.0.0.2:" + port).usePlaintext().build();
        channels.add(channel);
        readiness.connect(peer, channel);
    }

    private static int portOfNobody() throws Exception {
        Replica gone = new Replica("127.0.0.2", 0);
        gone.kill();
        return gone.port();
    }

    private boolean ready() {
        return readiness.call().getStatus() == Status.UP;
    }

    private Map<String, Object> missing() {
        HealthCheckResponse answer = readiness.call();
        Optional<Map<String, Object>> data = answer.getData();
        return data.orElse(Map.of());
    }
}
