package io.openmimc.kit.rpc;

import io.grpc.netty.NettyChannelBuilder;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.CallbacksGrpc;
import io.openmimc.proto.accounts.KeysGrpc;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.topics.TopicsGrpc;
import io.quarkus.arc.Unremovable;
import io.quarkus.grpc.api.ChannelBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * Makes of each {@code @GrpcClient} a channel to all replicas of its service: calls take turns over them, and one that fails as
 * its replica went away is made once more, at another one. docs/adr/0031-peers-by-dns.md
 */
@Singleton
@Unremovable
class PeerChannelCustomizer implements ChannelBuilderCustomizer<NettyChannelBuilder> {
    /** Every method of these may be called twice: it reads, or does the same thing again. One that may not must not be named. */
    private static final List<String> REPEATABLE = List.of(
            AccountsGrpc.SERVICE_NAME,
            AppsGrpc.SERVICE_NAME,
            CallbacksGrpc.SERVICE_NAME,
            KeysGrpc.SERVICE_NAME,
            TopicsGrpc.SERVICE_NAME,
            InboxGrpc.SERVICE_NAME);

    /** A connection that breaks ends its calls as UNAVAILABLE, a server that stops before they end as CANCELLED. */
    private static final Map<String, Object> RETRY = Map.of(
            "maxAttempts",
            2.0,
            "initialBackoff",
            "0.02s",
            "maxBackoff",
            "0.02s",
            "backoffMultiplier",
            1.0,
            "retryableStatusCodes",
            List.of("UNAVAILABLE", "CANCELLED"));

    private final PeersConfig config;
    private final Lookup lookup;

    PeerChannelCustomizer(PeersConfig config, Dns lookup) {
        this.config = config;
        this.lookup = lookup;
    }

    /**
     * Prepares the channel of a client.
     *
     * @throws IllegalStateException if its address is set where it was before there could be many
     */
    @Override
    public Map<String, Object> customize(String name, GrpcClientConfiguration client, NettyChannelBuilder builder) {
        boolean ownProcess = !client.nameResolver().equals(PeerNames.SCHEME);
        if (!ownProcess && !client.host().equals(name)) {
            throw new IllegalStateException("quarkus.grpc.clients." + name + ".host (" + client.host()
                    + ") has no meaning any more: set openmimc.peers." + name + " to a list of host:port");
        }
        return prepare(builder, ownProcess ? List.of() : peers(name), lookup);
    }

    /** Prepares the builder of a channel to {@code peers://<service>}; answers the service config that it is to be given. */
    static Map<String, Object> prepare(NettyChannelBuilder builder, List<Peer> peers, Lookup lookup) {
        Channels.prepare(builder);
        if (!peers.isEmpty()) {
            resolve(builder, new PeerNames(new PeerNames.Peers(peers, lookup)));
        }
        return Map.of(
                "loadBalancingConfig",
                List.of(Map.of("round_robin", Map.of())),
                "methodConfig",
                List.of(Map.of("name", named(REPEATABLE), "retryPolicy", RETRY)));
    }

    /** There is no other way to give a resolver to one channel only; the registry is the whole process'. */
    @SuppressWarnings("deprecation")
    private static void resolve(NettyChannelBuilder builder, PeerNames names) {
        builder.nameResolverFactory(names);
    }

    private List<Peer> peers(String name) {
        return switch (name) {
            case "accounts" -> config.accounts();
            case "topics" -> config.topics();
            case "history" -> config.history();
            default -> throw new IllegalStateException("no openmimc.peers." + name);
        };
    }

    private static List<Map<String, String>> named(List<String> services) {
        return services.stream().map(service -> Map.of("service", service)).toList();
    }
}
