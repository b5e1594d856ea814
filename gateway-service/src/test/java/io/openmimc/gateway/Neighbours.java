package io.openmimc.gateway;

import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.openmimc.local.process.Ports;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jose4j.lang.JoseException;

/** The services that a gateway calls, on one real socket. A field of this type in a test class gets this object. */
public final class Neighbours implements QuarkusTestResourceLifecycleManager {
    private final AccountService accounts;
    private final HistoryService history = new HistoryService();
    private final TopicService topics = new TopicService();
    private int port;
    private Server server;

    public Neighbours() throws JoseException {
        accounts = new AccountService();
    }

    public AccountService accounts() {
        return accounts;
    }

    public HistoryService history() {
        return history;
    }

    public TopicService topics() {
        return topics;
    }

    @Override
    public Map<String, String> start() {
        port = Ports.free();
        open();
        String here = "127.0.0.1:" + port;
        int grpc = Ports.free();
        return Map.of(
                "openmimc.peers.accounts",
                here,
                "openmimc.peers.topics",
                here,
                "openmimc.peers.history",
                here,
                // Any free port: other gateways may run on this machine.
                "openmimc.gateway.tcp.port",
                "0",
                "openmimc.gateway.websocket.port",
                "0",
                "quarkus.grpc.server.test-port",
                Integer.toString(grpc),
                "openmimc.gateway.address",
                "127.0.0.1:" + grpc);
    }

    /** Serves, on the same port each time; does nothing while it does. */
    public void open() {
        if (server != null && !server.isShutdown()) {
            return;
        }
        try {
            ServerBuilder<?> builder = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port));
            accounts.services().forEach(builder::addService);
            history.services().forEach(builder::addService);
            builder.addService(topics);
            server = builder.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks all connections and accepts no new ones. */
    public void close() {
        try {
            server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Neighbours.class));
    }

    @Override
    public void stop() {
        close();
    }
}
