package io.openmimc.kit.rpc;

import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Unremovable;
import io.quarkus.grpc.api.ServerBuilderCustomizer;
import io.quarkus.grpc.runtime.config.GrpcServerConfiguration;
import io.vertx.grpc.VertxServerBuilder;
import jakarta.inject.Singleton;

/** Every gRPC server of ours: it knows who calls, and lets in whom {@link Arrows} names. */
@Singleton
@Unremovable // Quarkus looks it up
class InnerServer implements ServerBuilderCustomizer<VertxServerBuilder> {
    private final InnerTls tls;
    private final MeterRegistry metrics;

    InnerServer(InnerTls tls, MeterRegistry metrics) {
        this.tls = tls;
        this.metrics = metrics;
    }

    @Override
    public void customize(GrpcServerConfiguration config, VertxServerBuilder builder) {
        guard(builder.nettyBuilder(), tls, metrics);
    }

    static void guard(NettyServerBuilder builder, InnerTls tls, MeterRegistry metrics) {
        tls.secure(builder);
        builder.addTransportFilter(new CallerNames()).intercept(new CallerCheck(tls.on(), metrics));
    }
}
