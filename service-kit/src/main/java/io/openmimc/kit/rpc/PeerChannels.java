package io.openmimc.kit.rpc;

import io.grpc.netty.InternalNettyChannelBuilder;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import io.quarkus.arc.Unremovable;
import io.quarkus.grpc.api.ChannelBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcClientConfiguration;
import jakarta.inject.Singleton;
import java.util.Map;

/** Makes the connections of injected channels those to the services of their names. */
@Singleton
@Unremovable // Quarkus looks it up
class PeerChannels implements ChannelBuilderCustomizer<NettyChannelBuilder> {
    private static final int HTTPS = 443;

    /** Services by the names of the gRPC clients that call them. */
    static final Map<String, String> SERVICES =
            Map.of("accounts", Arrows.ACCOUNT, "topics", Arrows.TOPIC, "history", Arrows.HISTORY);

    private final InnerTls tls;

    PeerChannels(InnerTls tls) {
        this.tls = tls;
    }

    @Override
    public Map<String, Object> customize(String name, GrpcClientConfiguration config, NettyChannelBuilder builder) {
        tls.client().ifPresent(context -> {
            builder.overrideAuthority(service(name));
            InternalNettyChannelBuilder.setProtocolNegotiatorFactory(builder, new Tls(context));
        });
        return Map.of();
    }

    private static String service(String client) {
        String service = SERVICES.get(client);
        if (service == null) {
            throw new IllegalStateException("no service is known by the name of the gRPC client " + client);
        }
        return service;
    }

    /**
     * Quarkus sets its own TLS, or none, after this: to {@code sslContext} and {@code usePlaintext} it is a negotiator that
     * they leave alone, and the only kind of it.
     */
    private record Tls(SslContext context) implements InternalProtocolNegotiator.ClientFactory {
        @Override
        public InternalProtocolNegotiator.ProtocolNegotiator newNegotiator() {
            return InternalProtocolNegotiators.tls(context, null, null);
        }

        @Override
        public int getDefaultPort() {
            return HTTPS;
        }
    }
}
