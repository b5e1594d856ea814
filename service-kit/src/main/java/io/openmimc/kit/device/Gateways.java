package io.openmimc.kit.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import io.openmimc.kit.redis.Redis;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/** Which gateways are alive, and where. Every failure is {@link io.openmimc.proto.ImException} UNAVAILABLE. */
@Singleton
public class Gateways {
    private static final Logger LOG = Logger.getLogger(Gateways.class);
    private static final int MAX_PORT = 65_535;
    private static final int MAX_CACHED = 1_000;
    /** How often the log is told of one gateway. */
    private static final Duration TOLD = Duration.ofMinutes(1);

    private final Redis redis;
    private final DeviceConfig config;
    private final Cache<String, String> alive;
    private final Cache<String, Boolean> told =
            Caffeine.newBuilder().maximumSize(MAX_CACHED).expireAfterWrite(TOLD).build();

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
                if (value.hasValue() && readable(unknown.get(i), value.getValue())) {
                    found.put(unknown.get(i), value.getValue());
                    alive.put(unknown.get(i), value.getValue());
                }
            }
            return found;
        });
    }

    /** A gateway that cannot be connected to is none: who tried would have to deal with it everywhere. */
    private boolean readable(String gateway, String address) {
        boolean readable = address(address);
        if (!readable && told.asMap().putIfAbsent(gateway, true) == null) {
            LOG.warnf("gateway left out, its address cannot be read gateway=%s", gateway);
        }
        return readable;
    }

    private static boolean address(String text) {
        try {
            URI authority = new URI("//" + text);
            return authority.getHost() != null
                    && authority.getUserInfo() == null
                    && authority.getPort() > 0
                    && authority.getPort() <= MAX_PORT
                    && text.equals(authority.getAuthority());
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** Forgets what was cached of a gateway that did not answer. */
    public void suspect(String gateway) {
        alive.invalidate(gateway);
    }

    private static String key(String gateway) {
        return "gateway:" + gateway;
    }
}
