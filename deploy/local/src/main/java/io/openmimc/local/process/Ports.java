package io.openmimc.local.process;

import io.openmimc.local.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of 127.0.0.1. */
public final class Ports {
    // Below Linux' range for outgoing connections (32768 and up): a port that a killed process leaves for a moment is
    // not
    // handed to somebody's client socket before the process is back.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;
    private static final Set<Integer> HANDED_OUT = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that nobody listens on, never the same one twice in this process. */
    public static int free() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (HANDED_OUT.add(port) && isFree(port)) {
                return port;
            }
        }
        throw new StackException("No free port between " + FIRST + " and " + LAST + " was found.");
    }

    /** Whether a server could listen on the port of 127.0.0.1 now. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Like the servers that are started here: connections of a predecessor in TIME_WAIT are no hindrance.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static void requireFree(Program program) {
        for (int port : program.ports()) {
            if (!isFree(port)) {
                throw new StackException("Port " + port + " on 127.0.0.1, which " + program.name()
                        + " needs, is taken by another process.");
            }
        }
    }
}
