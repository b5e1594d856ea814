package io.openmimc.kit.rpc;

import io.grpc.Channel;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/**
 * Connects to the services that this one calls when it starts, and is not ready before each was reached once: the first
 * requests of a process that has just come must not wait for that. After {@link PeersConfig#patience} it is ready all the same,
 * and once ready it stays so: a service that is down must not take those with it that can do part of their work.
 */
@Readiness
@Singleton
class PeersReadiness implements HealthCheck {
    private static final Logger LOG = Logger.getLogger(PeersReadiness.class);

    private final Map<String, ManagedChannel> awaited = new ConcurrentHashMap<>(); // by service
    private final Reconnect reconnect;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private volatile long startNanos;

    @Inject
    PeersReadiness(Reconnect reconnect, PeersConfig config) {
        this(reconnect, config.patience(), System::nanoTime);
    }

    PeersReadiness(Reconnect reconnect, Duration patience, LongSupplier nanoTime) {
        this.reconnect = reconnect;
        this.patience = patience;
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    /** Not in a job that only sets up: it ends before, and has no certificate. */
    void connect(
            @Observes StartupEvent started,
            @Any Instance<Channel> channels,
            @ConfigProperty(name = "quarkus.application.name") String service) {
        startNanos = nanoTime.getAsLong();
        PeerChannels.SERVICES.forEach((client, peer) -> {
            if (Arrows.calls(service, peer)) {
                connect(peer, (ManagedChannel)
                        channels.select(GrpcClient.Literal.of(client)).get());
            }
        });
    }

    void connect(String peer, ManagedChannel channel) {
        awaited.put(peer, reconnect.watch(channel));
        channel.getState(true);
    }

    @Override
    public HealthCheckResponse call() {
        awaited.values().removeIf(channel -> channel.getState(true) == ConnectivityState.READY);
        if (!awaited.isEmpty() && nanoTime.getAsLong() - startNanos >= patience.toNanos()) {
            awaited.keySet()
                    .forEach(peer -> LOG.warnf("ready without a peer peer=%s waited_s=%d", peer, patience.toSeconds()));
            awaited.clear();
        }
        var answer = HealthCheckResponse.named("peers").up();
        awaited.keySet().forEach(peer -> answer.down().withData(peer, "not connected to yet"));
        return answer.build();
    }
}
