package io.openmimc.kit.rpc;

import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.openmimc.kit.token.DeploymentSecret;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * TLS of calls between services, both ends: each shows the certificate of its service and believes those of the one CA.
 * Connections that are made after the files have changed show and believe what is new, those that are there go on.
 * docs/adr/0027-services-know-each-other-by-certificate.md
 */
@Singleton
public class InnerTls {
    private static final Logger LOG = Logger.getLogger(InnerTls.class);
    private static final String PROTOCOL = "TLSv1.3";
    /** A session that is resumed asks nobody for a certificate: whose CA was taken away is out after this. */
    private static final int RESUMED_FOR_SECONDS = 60;

    private final @Nullable OwnIdentity identity; // null: off

    @Inject
    InnerTls(
            InnerTlsConfig config,
            @ConfigProperty(name = "quarkus.application.name") String service,
            @ConfigProperty(name = "openmimc.setup", defaultValue = "start") String setup,
            MeterRegistry metrics) {
        // Who only makes schemas and topics opens no port and calls nobody.
        this(setup.equals("only") ? null : identity(config, service, DeploymentSecret.lenientProfile()), metrics);
    }

    /**
     * For who has no container, as tests.
     *
     * @param service whose certificate it is to be
     * @param lenient whether TLS may be off
     * @throws IdentityException if a setting, or a file that it names, is missing or of no use
     */
    public InnerTls(InnerTlsConfig config, String service, boolean lenient, MeterRegistry metrics) {
        this(identity(config, service, lenient), metrics);
    }

    private InnerTls(@Nullable OwnIdentity identity, MeterRegistry metrics) {
        this.identity = identity;
        if (identity != null) {
            Gauge.builder("inner.certificate.remaining", identity, InnerTls::remainingSeconds)
                    .description("How long the certificate of this service is still valid")
                    .baseUnit("seconds")
                    .strongReference(true)
                    .register(metrics);
        }
    }

    private static @Nullable OwnIdentity identity(InnerTlsConfig config, String service, boolean lenient) {
        if (config.mode() == InnerTlsConfig.Mode.MUTUAL) {
            return new OwnIdentity(IdentityFiles.of(config), service, config.reload());
        }
        if (!lenient) {
            throw new IdentityException(IdentityFiles.setting("mode")
                    + " is off, which only the profiles local, dev and test allow: whoever reaches the gRPC port could read"
                    + " secrets and messages. Remove it, and set certificate, key and ca.");
        }
        LOG.warn("calls between services are not authenticated: openmimc.inner.tls.mode is off");
        return null;
    }

    private static double remainingSeconds(OwnIdentity identity) {
        return identity.ends().getEpochSecond() - Instant.now().getEpochSecond();
    }

    /** Creates this bean, and so checks the files, before anything else starts: Quarkus goes on without a gRPC server. */
    void check(@Observes @Priority(1) StartupEvent started) {
        if (identity != null) {
            LOG.infof("calls between services are mutual TLS, the certificate ends at=%s", identity.ends());
        }
    }

    /** Whether it is mutual TLS. */
    public boolean on() {
        return identity != null;
    }

    /** Why the files as they are now are not in use; null: they are. */
    @Nullable
    String failure() {
        return identity == null ? null : identity.failure();
    }

    /**
     * Makes a channel's connections those to a service.
     *
     * @param builder of a channel to any address, by any resolver
     * @param peer the service, whose certificate is asked for
     * @return the same builder
     */
    public NettyChannelBuilder secure(NettyChannelBuilder builder, String peer) {
        return client().map(context ->
                        builder.overrideAuthority(peer).sslContext(context).useTransportSecurity())
                .orElseGet(builder::usePlaintext);
    }

    /** For who prepares a builder that somebody else says more to; empty if TLS is off. */
    Optional<SslContext> client() {
        return Optional.ofNullable(identity)
                .map(own ->
                        built(GrpcSslContexts.forClient().keyManager(own.keys()).trustManager(own.trust())));
    }

    /** Makes a server's connections those of this service. Who shows no certificate is let in, to be told so. */
    void secure(NettyServerBuilder builder) {
        if (identity != null) {
            builder.sslContext(built(GrpcSslContexts.configure(SslContextBuilder.forServer(identity.keys()))
                    .trustManager(identity.trust())
                    .clientAuth(ClientAuth.OPTIONAL)));
        }
    }

    private static SslContext built(SslContextBuilder builder) {
        try {
            return builder.protocols(PROTOCOL)
                    .sessionTimeout(RESUMED_FOR_SECONDS)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this JRE lacks " + PROTOCOL, e);
        }
    }

    @PreDestroy
    void close() {
        if (identity != null) {
            identity.close();
        }
    }
}
