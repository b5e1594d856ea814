package io.openmimc.local.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One program of the stack: a store, a service or the edge. Implementations hold settings, never a running process. */
public interface Program {
    /** Where nobody but this machine reaches it. */
    String LOOPBACK = "127.0.0.1";

    /** The name in {@code mimc status} and {@code mimc logs}, such as {@code kafka}. */
    String name();

    /** The address of this machine that it binds to. */
    default String host() {
        return LOOPBACK;
    }

    /** The port that others reach it under. */
    int port();

    /** The port on 127.0.0.1 with its health and metrics; 0 when it has none. */
    default int managementPort() {
        return 0;
    }

    /** Every port that it binds. */
    default List<Integer> ports() {
        return List.of(port());
    }

    /** The names of the programs that must be ready before this one starts; names outside the stack are ignored. */
    default Set<String> needs() {
        return Set.of();
    }

    /**
     * Makes directories and configuration files and, the first time, the storage; does nothing that was done already.
     *
     * @param log where tools that this runs write to
     */
    default void prepare(Path log) throws IOException, InterruptedException {}

    Command command();

    /**
     * Asks once, for a second at most, whether it serves.
     *
     * @throws IOException if it could not be asked: it is not ready
     */
    boolean ready(long pid) throws IOException;

    /** How long it may take to stop in order before it is killed. */
    default Duration stopTimeout() {
        return Duration.ofSeconds(20);
    }

    /** How long a start may take before it counts as failed. */
    default Duration startTimeout() {
        return Duration.ofSeconds(120);
    }
}
