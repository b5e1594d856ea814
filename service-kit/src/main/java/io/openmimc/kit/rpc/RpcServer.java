package io.openmimc.kit.rpc;

import io.grpc.Server;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Verticle;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vertx.grpc.VertxServer;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Ends the gRPC server of this service in good order: callers are told to go elsewhere (GOAWAY), calls under way are answered,
 * and only then what answers them is closed. Quarkus ends its server last of all, with Vert.x: until then calls would come in
 * and fail on a database that is closed, as if the fault were in them.
 */
@Singleton
class RpcServer {
    private static final Logger LOG = Logger.getLogger(RpcServer.class);
    /** The longest deadline of our callers; a stream that has not ended by then never will. */
    private static final Duration FINISH = Duration.ofSeconds(5);
    /** For those that are broken off. */
    private static final Duration BREAK_OFF = Duration.ofSeconds(1);
    /** Quarkus keeps the server in a verticle, and has no other way to it. */
    private static final String VERTICLE = "io.quarkus.grpc.runtime.GrpcServerRecorder$GrpcServerVerticle";

    private static final String FIELD = "grpcServer";
    private static final int BEFORE_ALL_OTHERS = 0;

    private final Vertx vertx;
    private volatile List<Server> servers = List.of();

    RpcServer(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Looks for it now, as a Quarkus that keeps it elsewhere must be noticed before it is needed. */
    void find(@Observes StartupEvent started) {
        servers = vertx.deploymentIDs().stream()
                .map(((VertxInternal) vertx)::getDeployment)
                .filter(Objects::nonNull)
                .flatMap(deployment -> deployment.getVerticles().stream())
                .filter(verticle -> verticle.getClass().getName().equals(VERTICLE))
                .map(RpcServer::server)
                .toList();
    }

    private static Server server(Verticle verticle) {
        try {
            Field field = verticle.getClass().getDeclaredField(FIELD);
            field.setAccessible(true);
            Server server = (Server) field.get(verticle);
            // That of Vert.x cannot be waited for once it is told to shut down, the one inside can.
            return server instanceof VertxServer wrapper ? wrapper.getRawServer() : server;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this version of Quarkus keeps its gRPC server elsewhere", e);
        }
    }

    /** Tells callers to go elsewhere and waits for calls under way, 5 s at most. */
    void stop(@Observes @Priority(BEFORE_ALL_OTHERS) ShutdownEvent ending) throws InterruptedException {
        end(servers, FINISH);
    }

    static void end(List<Server> servers, Duration finish) throws InterruptedException {
        servers.forEach(Server::shutdown);
        long deadline = System.nanoTime() + finish.toNanos();
        for (Server server : servers) {
            if (!server.awaitTermination(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                LOG.info("breaking off calls that do not end");
                server.shutdownNow().awaitTermination(BREAK_OFF.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
