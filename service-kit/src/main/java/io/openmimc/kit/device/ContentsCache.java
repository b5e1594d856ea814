package io.openmimc.kit.device;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.StringCodec;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.openmimc.kit.redis.Redis;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jboss.logging.Logger;

/**
 * What was read of accounts, for as long as Redis does not tell that it has changed (client-side tracking, which ends with
 * the connection). An answer is as true as one read anew: what is at hand counts only after one PING, whose answer comes
 * behind everything that Redis told before it.
 */
@Singleton
class ContentsCache {
    private static final Logger LOG = Logger.getLogger(ContentsCache.class);
    private static final String PREFIX = "devices:{";
    private static final String SUFFIX = "}";
    private static final long UNTRACKED = -1;

    /** Holds the place of what is being read; whoever tells that it changed takes the place away. */
    private static final class Reading {}

    private final Redis redis;
    private final boolean enabled;
    private final Cache<Long, Object> kept; // Contents or Reading
    private final AtomicLong losses = new AtomicLong(); // of the connection
    /** The losses before the connection that is tracked; it counts as tracked only while there were no more of them. */
    private final AtomicLong trackedSince = new AtomicLong(UNTRACKED);

    ContentsCache(Redis redis, DeviceConfig config, MeterRegistry meters) {
        this.redis = redis;
        this.enabled = config.cachedAccounts() > 0;
        this.kept = Caffeine.newBuilder()
                .maximumSize(config.cachedAccounts())
                .recordStats()
                .build();
        CaffeineCacheMetrics.monitor(meters, kept, "devices");
    }

    @PostConstruct
    void start() {
        if (enabled) {
            redis.onPush(this::told);
            redis.onDisconnect(this::lost);
            redis.onConnect(this::track);
        }
    }

    /** The key of an account. */
    static String key(long uuid) {
        return PREFIX + uuid + SUFFIX;
    }

    /**
     * What is there of these accounts.
     *
     * @param reader asks Redis for one of them
     */
    CompletionStage<Map<Long, Contents>> read(Collection<Long> uuids, LongFunction<CompletionStage<Contents>> reader) {
        Map<Long, Contents> found = new HashMap<>(uuids.size() * 2);
        List<Long> missing = new ArrayList<>();
        for (Long uuid : uuids) {
            if (kept.getIfPresent(uuid) instanceof Contents contents) {
                found.put(uuid, contents);
            } else {
                missing.add(uuid);
            }
        }
        CompletionStage<Map<Long, Contents>> anew = readAll(missing, reader);
        if (found.isEmpty()) {
            return anew;
        }
        return redis.call("devices.fence", RedisAsyncCommands::ping)
                .thenCompose(pong -> readAll(changed(found), reader))
                .thenCombine(anew, (again, others) -> {
                    found.putAll(again);
                    found.putAll(others);
                    return found;
                });
    }

    private List<Long> changed(Map<Long, Contents> found) {
        List<Long> changed = new ArrayList<>();
        found.forEach((uuid, contents) -> {
            if (kept.getIfPresent(uuid) != contents) {
                changed.add(uuid);
            }
        });
        return changed;
    }

    private CompletionStage<Map<Long, Contents>> readAll(
            List<Long> uuids, LongFunction<CompletionStage<Contents>> reader) {
        Map<Long, CompletableFuture<Contents>> reads = new HashMap<>();
        for (Long uuid : uuids) {
            reads.computeIfAbsent(uuid, key -> readOne(key, reader).toCompletableFuture());
        }
        return CompletableFuture.allOf(reads.values().toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Map<Long, Contents> found = new HashMap<>();
                    reads.forEach((uuid, read) -> found.put(uuid, read.join()));
                    return found;
                });
    }

    private CompletionStage<Contents> readOne(Long uuid, LongFunction<CompletionStage<Contents>> reader) {
        long since = losses.get();
        if (trackedSince.get() != since) {
            return reader.apply(uuid);
        }
        var reading = new Reading();
        kept.put(uuid, reading);
        return reader.apply(uuid).whenComplete((contents, failure) -> {
            // After a loss the answer may have come over the next connection, of which nothing may be tracked yet.
            if (failure == null && contents.damaged() == 0 && since == losses.get()) {
                kept.asMap().replace(uuid, reading, contents);
            }
            kept.asMap().remove(uuid, reading);
        });
    }

    private void track() {
        long now = losses.get();
        redis.call("devices.track", commands -> commands.clientTracking(TrackingArgs.Builder.enabled()))
                .whenComplete((done, failure) -> {
                    if (failure == null) {
                        trackedSince.accumulateAndGet(
                                now, Math::max); // the answer may be that of a connection that is gone
                    } else {
                        LOG.warn("redis does not tell what changes, so it is asked for every message");
                    }
                });
    }

    private void lost() {
        losses.incrementAndGet();
        kept.invalidateAll();
    }

    private void told(PushMessage message) {
        if (!message.getType().equals("invalidate")) {
            return;
        }
        List<Object> content = message.getContent(StringCodec.UTF8::decodeKey);
        if (content.get(1) instanceof List<?> keys) {
            keys.forEach(key -> changed(String.valueOf(key)));
        } else {
            kept.invalidateAll(); // everything was deleted
        }
    }

    private void changed(String key) {
        if (key.startsWith(PREFIX) && key.endsWith(SUFFIX)) {
            kept.invalidate(Long.valueOf(key.substring(PREFIX.length(), key.length() - SUFFIX.length())));
        }
    }
}
