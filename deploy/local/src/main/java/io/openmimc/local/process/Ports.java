package io.openmimc.local.process;

import io.openmimc.local.StackException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

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
        return free(1, 1);
    }

    /** The first of {@code count} ports, {@code step} apart, that nobody listens on; none of them is handed out again. */
    public static int free(int count, int step) {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, LAST - (count - 1) * step);
            List<Integer> all = IntStream.range(0, count)
                    .mapToObj(slot -> first + slot * step)
                    .toList();
            // Those that are refused on the way stay handed out: there are more.
            if (all.stream().allMatch(port -> HANDED_OUT.add(port) && isFree(port))) {
                return first;
            }
        }
        throw new StackException("No free port between " + FIRST + " and " + LAST + " was found.");
    }

    /** Whether a server could listen on the port of 127.0.0.1 now. */
    public static boolean isFree(int port) {
        return isFree(Program.LOOPBACK, port);
    }

    /** Whether a server could listen on the port of an address of this machine now. */
    public static boolean isFree(String host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // Like the servers that are started here: connections of a predecessor in TIME_WAIT are no hindrance.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static void requireFree(Program program) {
        for (int port : program.ports()) {
            if (!isFree(program.host(), port)) {
                throw new StackException("Port " + port + " on " + program.host() + ", which " + program.name()
                        + " needs, is taken by another process.");
            }
        }
    }
}
