package io.openmimc.local.supervisor;

import io.openmimc.local.StackException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes orders over a socket in the home: a line of JSON each, answered with lines of JSON: {@code {"say":…}} while it is
 * carried out, {@code {"done":true}} or {@code {"failed":…}} at its end. One at a time; another one is refused meanwhile.
 */
final class Orders implements AutoCloseable {
    /** What a socket's path may have on Linux. */
    private static final int MAX_PATH_BYTES = 107;

    private static final long END_PATIENCE_SECONDS = 10;

    /** Carries one out. */
    interface Handler {
        /**
         * @param say is told how far it is
         * @throws StackException if it fails
         */
        void carryOut(JsonObject order, Consumer<String> say);
    }

    private final ServerSocketChannel server;
    private final Path path;
    private final Handler handler;
    private final Consumer<String> log;
    private final Semaphore free = new Semaphore(1);
    private final Set<Thread> workers = ConcurrentHashMap.newKeySet();

    private Orders(ServerSocketChannel server, Path path, Handler handler, Consumer<String> log) {
        this.server = server;
        this.path = path;
        this.handler = handler;
        this.log = log;
    }

    /** Takes orders from now on, in threads of its own. The caller holds the home. */
    static Orders take(Home home, Handler handler, Consumer<String> log) throws IOException {
        Path path = home.orders();
        if (path.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new StackException("The path " + path + " is too long for a socket: " + MAX_PATH_BYTES
                    + " bytes at most. Move the repository to a shorter one.");
        }
        Files.deleteIfExists(path); // of a supervisor that was killed
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        Orders orders = new Orders(server, path, handler, log);
        orders.start("order-socket", orders::accept);
        return orders;
    }

    private void start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } finally {
                        workers.remove(Thread.currentThread());
                    }
                },
                name);
        thread.setDaemon(true);
        workers.add(thread);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel client = server.accept();
                start("order", () -> serve(client));
            }
        } catch (ClosedChannelException e) {
            log.accept("orders end");
        } catch (IOException e) {
            log.accept("orders cannot be taken any more reason=" + e.getMessage());
        }
    }

    private void serve(SocketChannel client) {
        try (client;
                BufferedReader in = new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
                PrintStream out = new PrintStream(Channels.newOutputStream(client), true, StandardCharsets.UTF_8)) {
            String line = in.readLine();
            if (line != null) {
                out.println(answer(
                                new JsonObject(line),
                                text -> out.println(
                                        new JsonObject().put("say", text).encode()))
                        .encode());
            }
        } catch (IOException e) {
            // Whoever gave it has gone; what was begun has been brought to its end.
            log.accept("order without a listener reason=" + e.getMessage());
        }
    }

    private JsonObject answer(JsonObject order, Consumer<String> say) {
        if (!free.tryAcquire()) {
            return new JsonObject()
                    .put("failed", "Another scale or restart is under way. Try again when it has ended.");
        }
        try {
            log.accept("order " + order.encode());
            handler.carryOut(order, say);
            log.accept("order done");
            return new JsonObject().put("done", true);
        } catch (RuntimeException e) {
            log.accept("order failed reason=" + e);
            return new JsonObject()
                    .put("failed", e instanceof StackException ? e.getMessage() : "The supervisor failed: " + e);
        } finally {
            free.release();
        }
    }

    /** Takes none any more; breaks off the one under way, and returns when it has ended. */
    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(path);
        workers.forEach(Thread::interrupt);
        try {
            if (!free.tryAcquire(END_PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                log.accept("an order does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
