package io.openmimc.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.netty.NettyChannelBuilder;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeerChannelCustomizerTest {
    private final Dns dns = new Dns();
    private final PeersConfig config = new PeersConfig() {
        @Override
        public List<Peer> accounts() {
            return List.of(new Peer("localhost", 9091));
        }

        @Override
        public List<Peer> topics() {
            return List.of();
        }

        @Override
        public List<Peer> history() {
            return List.of();
        }

        @Override
        public Duration patience() {
            return Duration.ZERO;
        }
    };
    private final PeerChannelCustomizer customizer = new PeerChannelCustomizer(config, dns);

    @AfterEach
    void close() {
        dns.close();
    }

    @Test
    void anAddressThatIsSetWhereItUsedToBeStopsTheStartAndSaysWhereItBelongs() {
        assertThatThrownBy(() -> customize("accounts", "peers", "10.0.0.1"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("quarkus.grpc.clients.accounts.host (10.0.0.1)")
                .hasMessageContaining("openmimc.peers.accounts");
    }

    @Test
    void aServiceThatCallsItsOwnProcessNeedsNoPeers() {
        assertThat(customize("others", "dns", "localhost")).containsKeys("loadBalancingConfig", "methodConfig");
    }

    private Map<String, Object> customize(String name, String resolver, String host) {
        Map<String, String> settings = Map.of("nameResolver", resolver, "host", host);
        var client = (GrpcClientConfiguration) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {GrpcClientConfiguration.class},
                (proxy, method, arguments) -> settings.get(method.getName()));
        return customizer.customize(name, client, NettyChannelBuilder.forTarget("localhost:1"));
    }
}
