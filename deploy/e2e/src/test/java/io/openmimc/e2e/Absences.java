package io.openmimc.e2e;

import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.Status;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How long clients were not logged in, from the moment they noticed. */
final class Absences {
    private final Map<MimcClient, Long> awaySince = new ConcurrentHashMap<>();
    private final Map<MimcClient, AtomicLong> longest = new ConcurrentHashMap<>();

    /** Watches a client from now on. */
    void watch(MimcClient client) {
        client.onStatus(change -> {
            long now = System.nanoTime();
            if (change.status() == Status.ONLINE) {
                Long since = awaySince.remove(client);
                if (since != null) {
                    longest.computeIfAbsent(client, each -> new AtomicLong())
                            .accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(now - since), Math::max);
                }
            } else {
                awaySince.putIfAbsent(client, now);
            }
        });
    }

    /** How many clients were away and came back. */
    int clients() {
        return longest.size();
    }

    /** Of those that came back, the longest. */
    long longestMillis() {
        return longest.values().stream().mapToLong(AtomicLong::get).max().orElse(0);
    }

    /** Whether all of them are there. */
    static boolean none(Collection<MimcClient> clients) {
        return clients.stream().allMatch(client -> client.status() == Status.ONLINE);
    }
}
