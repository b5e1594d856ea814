package io.openmimc.local.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/**
 * A port through which clients reach any gateway that is ready: bytes pass as they are, both ways, no faster than they are
 * taken. When the gateway hangs up, so does the door, and the client comes back to another one.
 */
final class Door {
    /** What the edge's memory is for; each costs some kilobytes, and what waits for who does not take it. */
    static final int MAX_CLIENTS = 10_000;

    private static final int CONNECT_TIMEOUT_MS = 2000;
    private static final int WAITING_BYTES = 16 * 1024;
    private static final long TRY_AGAIN_MS = 50;
    private static final long LINGER_MS = 5000;

    private final Vertx vertx;
    private final Pool gateways;
    private final int port;
    private final ToIntFunction<EdgePlan.Place> gatewayPort;
    private final NetClient client;
    private final AtomicInteger clients = new AtomicInteger();

    /**
     * Closed yet.
     *
     * @param port where it is, on 127.0.0.1
     * @param gatewayPort where it leads to
     */
    Door(Vertx vertx, Pool gateways, int port, ToIntFunction<EdgePlan.Place> gatewayPort) {
        this.vertx = vertx;
        this.gateways = gateways;
        this.port = port;
        this.gatewayPort = gatewayPort;
        this.client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_TIMEOUT_MS));
    }

    /** Opens it; fails if somebody else has the port. */
    Future<NetServer> open() {
        // A new one each time: one that could not listen once says that it does.
        return vertx.createNetServer().connectHandler(this::enter).listen(port, "127.0.0.1");
    }

    /** Opens it as soon as there is a second gateway, and the first has left the port. */
    void openWhenFree() {
        if (!gateways.hasSecond()) {
            vertx.setTimer(Pool.LOOK_EVERY.toMillis(), again -> openWhenFree());
            return;
        }
        open().onSuccess(opened -> System.out.println("door opened port=" + port))
                .onFailure(taken -> vertx.setTimer(TRY_AGAIN_MS, again -> openWhenFree()));
    }

    private void enter(NetSocket socket) {
        if (clients.incrementAndGet() > MAX_CLIENTS) {
            clients.decrementAndGet();
            socket.close();
            return;
        }
        // What the client says first waits until somebody is there to hear it.
        socket.pause();
        Future<NetSocket> reached = gateways.reach(gateways.byFewest(), replica -> connect(replica, socket));
        socket.closeHandler(gone -> {
            clients.decrementAndGet();
            // The gateway takes the client's last bytes within this time, or not at all.
            reached.onSuccess(gateway -> vertx.setTimer(LINGER_MS, over -> gateway.close()));
        });
        reached.onSuccess(gateway -> join(socket, gateway)).onFailure(none -> socket.close());
    }

    private Future<NetSocket> connect(Replica replica, NetSocket socket) {
        // Counted from now: those that come at the same time do not all take the same one.
        replica.clients().incrementAndGet();
        return client.connect(gatewayPort.applyAsInt(replica.place()), "127.0.0.1")
                .onSuccess(gateway -> {
                    gateway.closeHandler(closed -> {
                        replica.clients().decrementAndGet();
                        // The same the other way.
                        vertx.setTimer(LINGER_MS, over -> socket.close());
                    });
                    gateway.pause();
                })
                .onFailure(unreached -> replica.clients().decrementAndGet());
    }

    private static void join(NetSocket socket, NetSocket gateway) {
        socket.setWriteQueueMaxSize(WAITING_BYTES);
        gateway.setWriteQueueMaxSize(WAITING_BYTES);
        // Each ends the other when it ends; that it was cut off in between is no news to anybody else.
        socket.pipeTo(gateway);
        gateway.pipeTo(socket);
    }
}
