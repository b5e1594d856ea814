package io.openmimc.local.edge;

import java.time.Duration;
import java.util.Map;

/**
 * What clients may take of the edge. docs/local-stack.md, "The edge".
 *
 * @param requests requests that may be open at a time; each may wait in memory with a body of 64 KiB
 * @param connections connections that may be open at a time
 */
record EdgeLimits(Times times, Bound requests, Bound connections) {
    /** The largest request body of the REST API. */
    static final int MAX_BODY_BYTES = 64 * 1024;

    static final EdgeLimits DEFAULT = new EdgeLimits(
            new Times(
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(60)),
            new Bound(256, 512),
            new Bound(2048, 4096));

    /**
     * How long things may take, in all, however steadily they go on.
     *
     * @param head from a connection to the end of its first request's headers
     * @param body a request's body
     * @param answer how long a service may be silent while it owes an answer
     * @param exchange from the end of a body until the client has taken the answer
     * @param idle from an answer to the end of the next request's headers
     */
    record Times(Duration head, Duration body, Duration answer, Duration exchange, Duration idle) {}

    /** How many of one client address, and of all. */
    record Bound(int byAddress, int inAll) {
        Bound {
            if (byAddress < 1 || byAddress > inAll) {
                throw new IllegalArgumentException(
                        "of one address: " + byAddress + ", must be from 1 to those of all: " + inAll);
            }
        }
    }

    /**
     * The defaults, except for what the environment changes.
     *
     * @throws IllegalArgumentException if a setting is no positive number, or an address may have more than all
     */
    static EdgeLimits of(Map<String, String> environment) {
        Times times = DEFAULT.times;
        long bodySeconds = number(environment, "OPENMIMC_EDGE_BODY_SECONDS", (int) times.body.toSeconds());
        return new EdgeLimits(
                new Times(times.head, Duration.ofSeconds(bodySeconds), times.answer, times.exchange, times.idle),
                bound(environment, "OPENMIMC_EDGE_REQUESTS", DEFAULT.requests),
                bound(environment, "OPENMIMC_EDGE_CONNECTIONS", DEFAULT.connections));
    }

    private static Bound bound(Map<String, String> environment, String variable, Bound usual) {
        return new Bound(
                number(environment, variable + "_BY_ADDRESS", usual.byAddress),
                number(environment, variable, usual.inAll));
    }

    private static int number(Map<String, String> environment, String variable, int usual) {
        String text = environment.getOrDefault(variable, "").strip();
        if (text.isEmpty()) {
            return usual;
        }
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw noNumber(variable, text);
        }
        throw noNumber(variable, text);
    }

    private static IllegalArgumentException noNumber(String variable, String text) {
        return new IllegalArgumentException(variable + " is \"" + text + "\", which is not a positive number");
    }
}
