package io.openmimc.bench.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** How often what was given as a reason. Thread-safe. */
final class Reasons {
    /** Servers may put numbers into what they say; not every message is to have a reason of its own. */
    private static final int MAX = 20;

    private static final String OTHERS = "others";

    private final Map<String, Long> counts = new ConcurrentHashMap<>();

    void count(int code, String words) {
        String reason = code + " " + words;
        counts.merge(counts.size() < MAX || counts.containsKey(reason) ? reason : OTHERS, 1L, Long::sum);
    }

    Map<String, Long> counts() {
        return new TreeMap<>(counts);
    }
}
