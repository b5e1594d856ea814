package io.openmimc.kit.device;

import io.lettuce.core.ScriptOutputType;
import io.openmimc.kit.redis.Redis;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

/**
 * The registry of devices, shared by gateways and dispatch: {@code devices:{<uuid>}}, a hash from resource to state. All
 * calls are asynchronous, complete on a thread of the Redis client, and fail with
 * {@link io.openmimc.proto.ImException} UNAVAILABLE only.
 */
@Singleton
public class Devices {
    private final Redis redis;
    private final Gateways gateways;
    private final Repairs repairs;
    private final ContentsCache cache;
    private final DeviceConfig config;
    private final Clock clock;
    private final String ttlSeconds;

    Devices(Redis redis, Gateways gateways, Repairs repairs, ContentsCache cache, DeviceConfig config) {
        this.redis = redis;
        this.gateways = gateways;
        this.repairs = repairs;
        this.cache = cache;
        this.config = config;
        this.clock = Clock.systemUTC();
        this.ttlSeconds = Long.toString(config.retention().toSeconds());
    }

    /** Makes this login the one that is served for its resource, whatever was there. */
    public CompletionStage<Registration> register(long uuid, String resource, Login login) {
        String prefix = Entry.onPrefix(login.gateway(), login.session());
        String at = Long.toString(login.loginMs());
        return redis.call(
                        "devices.register",
                        commands -> commands.<List<Object>>eval(
                                Scripts.REGISTER, ScriptOutputType.MULTI, keys(uuid), resource, prefix, at, ttlSeconds))
                .thenCompose(answer -> {
                    long loginMs = Long.parseLong((String) answer.get(0));
                    List<Entry> before =
                            checked(uuid, Contents.of((List<?>) answer.get(1))).entries();
                    Login registered = new Login(login.gateway(), login.address(), login.session(), loginMs);
                    return connected(before)
                            .thenApply(devices -> registration(uuid, resource, registered, before, devices));
                });
    }

    private Registration registration(
            long uuid, String resource, Login registered, List<Entry> before, List<Device> connected) {
        prune(uuid, resource, before, connected);
        List<Login> displaced = connected.stream()
                .filter(device -> device.resource().equals(resource))
                .map(device -> Objects.requireNonNull(device.login()))
                .collect(Collectors.toList());
        List<Device> others = connected.stream()
                .filter(device -> !device.resource().equals(resource))
                .collect(Collectors.toList());
        return new Registration(registered, displaced, others);
    }

    /** Switches the resource off.
     *
     * @return false, and nothing changed, when a newer login has the resource */
    public CompletionStage<Boolean> unregister(long uuid, String resource, String gateway, long session) {
        String prefix = Entry.onPrefix(gateway, session);
        String off = Entry.off(clock.millis());
        return redis.call(
                        "devices.unregister",
                        commands -> commands.<Long>eval(
                                Scripts.UNREGISTER,
                                ScriptOutputType.INTEGER,
                                keys(uuid),
                                resource,
                                prefix,
                                off,
                                ttlSeconds))
                .thenApply(changed -> changed == 1);
    }

    /** Writes a login again that Redis may have lost, or renews its expiry.
     *
     * @return false, and nothing changed, when a newer login has the resource */
    public CompletionStage<Boolean> restore(long uuid, String resource, Login login) {
        String value = Entry.on(login.gateway(), login.session(), login.loginMs());
        String at = Long.toString(login.loginMs());
        return redis.call(
                        "devices.restore",
                        commands -> commands.<Long>eval(
                                Scripts.RESTORE, ScriptOutputType.INTEGER, keys(uuid), resource, value, at, ttlSeconds))
                .thenApply(changed -> changed == 1);
    }

    /** The devices of one account. */
    public CompletionStage<AccountDevices> list(long uuid) {
        return list(Set.of(uuid)).thenApply(all -> Objects.requireNonNull(all.get(uuid)));
    }

    /**
     * The devices of many accounts as they are at the time of the call, asked for in one pipelined round trip, with a
     * second one when the address of a gateway is not at hand or something has just changed. What cannot be read counts
     * as not there, and its account as not complete; it is removed.
     *
     * @return an element for every uuid asked for
     */
    public CompletionStage<Map<Long, AccountDevices>> list(Collection<Long> uuids) {
        return cache.read(uuids, this::read).thenCompose(found -> {
            Set<String> named = new HashSet<>();
            found.values().forEach(contents -> contents.addGateways(named));
            return gateways.addresses(named).thenApply(addresses -> {
                Map<Long, AccountDevices> all = new HashMap<>(found.size() * 2);
                found.forEach((uuid, contents) -> all.put(uuid, contents.devices(uuid, addresses)));
                return all;
            });
        });
    }

    private CompletionStage<Contents> read(long uuid) {
        return redis.call("devices.list", commands -> commands.hgetall(key(uuid))
                        .thenApply(Contents::of)
                        .exceptionally(Contents::ofFailed))
                .thenApply(contents -> checked(uuid, contents));
    }

    private Contents checked(long uuid, Contents contents) {
        if (contents.damaged() > 0) {
            repairs.repair(key(uuid), contents.damaged());
        }
        return contents;
    }

    /**
     * Adds devices that are known from elsewhere and not in the registry, as not connected, and marks the account's
     * entry complete.
     *
     * @param lastSeenMs from resource to ms since the Unix epoch
     */
    public CompletionStage<Void> complete(long uuid, Map<String, Long> lastSeenMs) {
        List<String> arguments = new ArrayList<>(List.of(ttlSeconds));
        lastSeenMs.forEach((resource, at) -> {
            arguments.add(resource);
            arguments.add(Entry.off(at));
        });
        return redis.call(
                        "devices.complete",
                        commands -> commands.<Long>eval(
                                Scripts.COMPLETE,
                                ScriptOutputType.INTEGER,
                                keys(uuid),
                                arguments.toArray(String[]::new)))
                .thenAccept(changed -> {});
    }

    private CompletionStage<List<Device>> connected(List<Entry> entries) {
        Set<String> named = new HashSet<>();
        entries.stream().map(Entry::gateway).filter(Objects::nonNull).forEach(named::add);
        return gateways.addresses(named).thenApply(addresses -> entries.stream()
                .map(entry -> entry.device(addresses))
                .filter(device -> device.login() != null)
                .collect(Collectors.toList()));
    }

    /** Forgets what is too old or too much; nobody waits for it, and the next login would do it again. */
    private void prune(long uuid, String resource, List<Entry> entries, List<Device> connected) {
        Set<String> keep = connected.stream().map(Device::resource).collect(Collectors.toSet());
        keep.add(resource);
        List<Entry> idle = entries.stream()
                .filter(entry -> !keep.contains(entry.resource()))
                .sorted(Comparator.comparingLong(Entry::atMs))
                .collect(Collectors.toList());
        long oldestMs = clock.millis() - config.retention().toMillis();
        int surplus = Math.max(0, keep.size() + idle.size() - config.maxKnown());
        List<String> forget = new ArrayList<>();
        for (int i = 0; i < idle.size() && (i < surplus || idle.get(i).atMs() < oldestMs); i++) {
            forget.add(idle.get(i).resource());
            forget.add(idle.get(i).raw());
        }
        if (!forget.isEmpty()) {
            var unused = redis.call(
                    "devices.forget",
                    commands -> commands.<Long>eval(
                            Scripts.FORGET, ScriptOutputType.INTEGER, keys(uuid), forget.toArray(String[]::new)));
        }
    }

    /** Forgets all devices of an account that is gone. */
    public CompletionStage<Void> forget(long uuid) {
        return redis.call("devices.forget-all", commands -> commands.del(keys(uuid)))
                .thenAccept(deleted -> {});
    }

    private static String[] keys(long uuid) {
        return new String[] {key(uuid)};
    }

    private static String key(long uuid) {
        return ContentsCache.key(uuid);
    }
}
