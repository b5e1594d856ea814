package io.openmimc.e2e;

import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.Status;
import io.openmimc.sdk.StatusChange;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How long clients were not logged in, from the moment they noticed. */
final class Absences {
    private final Map<MimcClient, Long> awaySince = new ConcurrentHashMap<>();
    private final AtomicLong longestMillis = new AtomicLong();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger refusedLogins = new AtomicInteger();

    /** Watches a client from now on. */
    void watch(MimcClient client) {
        client.onStatus(change -> changed(client, change));
    }

    private void changed(MimcClient client, StatusChange change) {
        long now = System.nanoTime();
        if (change.status() != Status.ONLINE) {
            awaySince.putIfAbsent(client, now);
        } else {
            Long since = awaySince.remove(client);
            if (since != null) {
                longestMillis.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(now - since), Math::max);
                ended.incrementAndGet();
            }
        }
        if (change.reason().startsWith("login refused")) {
            refusedLogins.incrementAndGet();
        }
    }

    /** How many have ended since the last call of this method. */
    int takeEnded() {
        return ended.getAndSet(0);
    }

    /** The longest of those that have ended since the last call of this method. */
    long takeLongestMillis() {
        return longestMillis.getAndSet(0);
    }

    /** Logins that a gateway refused since the last call of this method; each was tried again. */
    int takeRefusedLogins() {
        return refusedLogins.getAndSet(0);
    }

    /** Whether all of them are there, as far as has been told. */
    boolean none(Collection<MimcClient> clients) {
        return awaySince.isEmpty() && clients.stream().allMatch(client -> client.status() == Status.ONLINE);
    }
}
