package io.openmimc.local.store;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/** Asks a server of this machine one question in its own protocol. */
final class Probe {
    private static final int TIMEOUT_MS = 1000;

    private Probe() {}

    /** Reads an answer and judges it. */
    interface Judge {
        boolean isReady(DataInputStream answer) throws IOException;
    }

    /**
     * Sends {@code question} to a port of an address of this machine.
     *
     * @throws IOException if nobody listens, or no answer comes within a second
     */
    static boolean ask(String host, int port, byte[] question, Judge judge) throws IOException {
        return ask(SocketFactory.getDefault(), host, port, question, judge);
    }

    /** The same over a socket of that kind. */
    static boolean ask(SocketFactory sockets, String host, int port, byte[] question, Judge judge) throws IOException {
        try (Socket socket = sockets.createSocket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(question);
            return judge.isReady(new DataInputStream(socket.getInputStream()));
        }
    }
}
