package io.openmimc.history.dispatch;

import io.openmimc.history.inbox.KnownDevice;
import io.openmimc.history.inbox.KnownDevices;
import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.kafka.Retries;
import io.openmimc.kit.rpc.Failures;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The devices that Redis may have forgotten. Where its entry of an account is not marked complete, the durable table is
 * read, and what it holds is put back.
 */
@Singleton
class DurableDevices {
    private static final Logger LOG = Logger.getLogger(DurableDevices.class);

    private final KnownDevices known;
    private final Devices registry;
    private final Retries retries;
    private final ConcurrentMap<Long, CompletableFuture<Set<String>>> loading = new ConcurrentHashMap<>();

    DurableDevices(KnownDevices known, Devices registry, Retries retries) {
        this.known = known;
        this.registry = registry;
        this.retries = retries;
    }

    /** Resources beside those in {@code found}; waits for Cassandra if it has to be asked. */
    CompletionStage<Set<String>> beside(AccountDevices found) {
        if (found.complete()) {
            return CompletableFuture.completedStage(Set.of());
        }
        var mine = new CompletableFuture<Set<String>>();
        var running = loading.putIfAbsent(found.uuid(), mine);
        if (running != null) {
            return running;
        }
        retries.untilDone("devices", () -> known.of(found.uuid())).whenComplete((devices, failure) -> {
            if (failure == null) {
                mine.complete(devices.stream().map(KnownDevice::resource).collect(Collectors.toSet()));
                putBack(found.uuid(), devices, mine);
            } else {
                loading.remove(found.uuid(), mine);
                mine.completeExceptionally(failure);
            }
        });
        return mine;
    }

    private void putBack(long uuid, List<KnownDevice> devices, CompletableFuture<Set<String>> mine) {
        Map<String, Long> lastSeen =
                devices.stream().collect(Collectors.toMap(KnownDevice::resource, KnownDevice::lastSeenMs, Math::max));
        Failures.caught(() -> registry.complete(uuid, lastSeen)).whenComplete((done, failure) -> {
            loading.remove(uuid, mine);
            if (failure != null) {
                LOG.debugf("devices not put back, the next message does it uuid=%d", uuid);
            }
        });
    }
}
