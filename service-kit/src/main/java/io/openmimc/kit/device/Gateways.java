package io.openmimc.kit.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.openmimc.kit.redis.Redis;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Which gateways are alive, and where. Every failure is {@link io.openmimc.proto.ImException} UNAVAILABLE. */
@Singleton
public class Gateways {
    private static final int MAX_CACHED = 1_000;

    private final Redis redis;
    private final DeviceConfig config;
    private final Cache<String, String> alive;

    public Gateways(Redis redis, DeviceConfig config) {
        this.redis = redis;
        this.config = config;
        this.alive = Caffeine.newBuilder()
                .maximumSize(MAX_CACHED)
                .expireAfterWrite(config.gatewayCache())
                .build();
    }

    /**
     * Says that a gateway is alive; to be repeated well within {@link DeviceConfig#gatewayLife}.
     *
     * @param address {@code host:port} of its gRPC server
     * @return false when the announcement before had lapsed or Redis had lost it: others may have taken the gateway's
     *     sessions for offline
     */
    public CompletionStage<Boolean> announce(String gateway, String address) {
        SetArgs life = SetArgs.Builder.px(config.gatewayLife());
        return redis.call("gateway.announce", commands -> commands.setGet(key(gateway), address, life))
                .thenApply(address::equals);
    }

    /** Says that a gateway is gone, without waiting for its announcement to lapse. */
    public CompletionStage<Void> retire(String gateway) {
        return redis.call("gateway.retire", commands -> commands.del(key(gateway)))
                .thenAccept(deleted -> {});
    }

    /**
     * Finds the addresses of those gateways that are alive. Only living ones are cached, so one that has just appeared
     * is seen at once.
     */
    public CompletionStage<Map<String, String>> addresses(Set<String> gateways) {
        Map<String, String> found = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        for (String gateway : gateways) {
            String address = alive.getIfPresent(gateway);
            if (address == null) {
                unknown.add(gateway);
            } else {
                found.put(gateway, address);
            }
        }
        if (unknown.isEmpty()) {
            return CompletableFuture.completedFuture(found);
        }
        String[] keys = unknown.stream().map(Gateways::key).toArray(String[]::new);
        return redis.call("gateway.find", commands -> commands.mget(keys)).thenApply(values -> {
            for (int i = 0; i < values.size(); i++) {
                KeyValue<String, String> value = values.get(i);
                if (value.hasValue()) {
                    found.put(unknown.get(i), value.getValue());
                    alive.put(unknown.get(i), value.getValue());
                }
            }
            return found;
        });
    }

    /** Forgets what was cached of a gateway that did not answer. */
    public void suspect(String gateway) {
        alive.invalidate(gateway);
    }

    private static String key(String gateway) {
        return "gateway:" + gateway;
    }
}
