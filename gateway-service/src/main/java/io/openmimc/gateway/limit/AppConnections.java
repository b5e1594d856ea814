package io.openmimc.gateway.limit;

import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * How many devices of each app are logged in on this gateway. One that logs in again while its old session has not been found
 * dead yet is one device: it comes back however full its app is. From any thread.
 */
@Singleton
public class AppConnections {
    private final Refused refused;
    /** How many sessions each device has. */
    private final ConcurrentMap<Device, Integer> devices = new ConcurrentHashMap<>();

    private final ConcurrentMap<Long, Integer> apps = new ConcurrentHashMap<>();

    public AppConnections(Refused refused) {
        this.refused = refused;
    }

    private record Device(long uuid, String resource) {}

    /**
     * Counts a session in, to be counted out with {@link #leave} if it was let in.
     *
     * @param most devices that the app may have; 0: any number
     * @return false: the app has as many already, and this device is none of them
     */
    public boolean tryEnter(long appId, long uuid, String resource, int most) {
        Integer sessions = devices.compute(
                new Device(uuid, resource),
                (device, before) -> before != null ? Integer.valueOf(before + 1) : first(appId, most));
        if (sessions == null) {
            refused.count(appId, Refusal.CONNECTIONS_APP);
        }
        return sessions != null;
    }

    private @Nullable Integer first(long appId, int most) {
        int count = apps.merge(appId, 1, Integer::sum);
        if (most > 0 && count > most) {
            uncount(appId);
            return null;
        }
        return 1;
    }

    private void uncount(long appId) {
        apps.computeIfPresent(appId, (id, count) -> count > 1 ? count - 1 : null);
    }

    /** Counts a session out. */
    public void leave(long appId, long uuid, String resource) {
        devices.computeIfPresent(new Device(uuid, resource), (device, sessions) -> {
            if (sessions > 1) {
                return sessions - 1;
            }
            uncount(appId);
            return null;
        });
    }

    /** Those that have a device here. */
    public Set<Long> apps() {
        return Set.copyOf(apps.keySet());
    }

    /** Devices of an app that are logged in here. */
    public int count(long appId) {
        return apps.getOrDefault(appId, 0);
    }
}
