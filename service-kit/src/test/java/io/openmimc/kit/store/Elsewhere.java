package io.openmimc.kit.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Another address of a server of this machine, 127.0.0.2, which its certificate does not name: it passes on all it gets. */
public final class Elsewhere implements AutoCloseable {
    private final int port;
    private final ServerSocket server;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** @param port of 127.0.0.1 */
    public Elsewhere(int port) {
        this.port = port;
        try {
            server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.2"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        begin(this::accept);
    }

    public String address() {
        return "127.0.0.2:" + server.getLocalPort();
    }

    private void accept() throws IOException {
        while (!server.isClosed()) {
            Socket from = server.accept();
            Socket to = new Socket("127.0.0.1", port);
            open.addAll(List.of(from, to));
            begin(() -> pass(from, to));
            begin(() -> pass(to, from));
        }
    }

    private static void pass(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void begin(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (SocketException e) {
                // One of the two ended, or the test did: that is how each connection ends.
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
