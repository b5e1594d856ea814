package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.gateway.peer.PeerGateways;
import io.openmimc.kit.device.Device;
import io.openmimc.kit.device.Login;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.standin.InnerTlsStandIn;
import io.openmimc.local.process.Ports;
import io.openmimc.proto.gateway.SessionRef;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IdlenessTest {
    private static final long APP = 5;
    private static final long UUID = 7;
    private static final long HOUR_MS = 3_600_000;
    private static final int CLOSED_PORT = Ports.free();

    private final Self self = new Self(new SmallRyeConfigBuilder()
            .withMapping(GatewayConfig.class)
            .withConverter(Duration.class, 100, new DurationConverter())
            .build()
            .getConfigMapping(GatewayConfig.class));
    private final Idleness idleness = new Idleness(self, new PeerGateways(InnerTlsStandIn.off(), new Reconnect()));
    /** By resource. */
    private Map<String, Long> idleMs = Map.of();

    @Test
    void whoIsIdleForLongestComesFirst() throws Exception {
        idleMs = Map.of("a", 5L, "b", 7L, "c", 6L);
        assertThat(longest(2, here("a", 3), here("b", 2), here("c", 1))).containsExactly("b", "c");
    }

    @Test
    void ofTwoThatAreIdleEquallyLongTheOlderLoginIsChosen() throws Exception {
        idleMs = Map.of("a", 5L, "b", 5L);
        assertThat(longest(1, here("a", 1), here("b", 2))).containsExactly("b");
    }

    @Test
    void whoIsGoneAlreadyIsChosenBeforeAnybodyElse() throws Exception {
        idleMs = Map.of("a", 5L, "b", Idleness.GONE);
        assertThat(longest(1, here("a", 2), here("b", 1))).containsExactly("b");
    }

    @Test
    void devicesOfAGatewayThatDoesNotAnswerAreIdleSinceTheirLogin() throws Exception {
        idleMs = Map.of("a", 2 * HOUR_MS, "c", 0L);
        assertThat(longest(3, here("a", 9), unreachable("b", 3), here("c", 9), unreachable("d", 1)))
                .containsExactly("b", "a", "d");
    }

    private List<String> longest(int most, Device... devices) throws Exception {
        return idleness
                .longest(APP, UUID, List.of(devices), most, this::idleMs)
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS)
                .stream()
                .map(Device::resource)
                .toList();
    }

    private long idleMs(SessionRef session) {
        return idleMs.get(session.getResource());
    }

    private Device here(String resource, int hoursAgo) {
        return device(resource, self.id(), self.address(), hoursAgo);
    }

    private static Device unreachable(String resource, int hoursAgo) {
        return device(resource, "another", "127.0.0.1:" + CLOSED_PORT, hoursAgo);
    }

    private static Device device(String resource, String gateway, String address, int hoursAgo) {
        long loginMs = System.currentTimeMillis() - hoursAgo * HOUR_MS;
        return new Device(resource, new Login(gateway, address, hoursAgo, loginMs), loginMs);
    }
}
