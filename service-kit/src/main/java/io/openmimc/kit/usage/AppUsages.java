package io.openmimc.kit.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.KeyValue;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import io.openmimc.kit.redis.Redis;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The meeting place of gateways, which tell what apps make use of, and of those who sum that up: in Redis a hash for each
 * gateway, app → {@link AppUsage} as JSON, that lapses when its gateway no longer renews it, and a sorted set of the gateways.
 * Every failure is {@link io.openmimc.proto.ImException} UNAVAILABLE.
 */
@Singleton
public class AppUsages {
    /** How long a gateway counts after it told something for the last time. */
    public static final Duration LIFE = Duration.ofSeconds(15);

    private static final Logger LOG = Logger.getLogger(AppUsages.class);
    private static final String GATEWAYS = "usage";
    /** What every hash has: a gateway whose apps do nothing is there, too. No app has this id. */
    private static final String HERE = "0";
    /** Gateways by when they told something, each by its clock: long enough for clocks that are apart. */
    private static final long REMEMBERED_MS = Duration.ofHours(1).toMillis();
    /** Apps in one command, so that none takes long. */
    private static final int PORTION = 200;

    /** Writes fields of KEYS[1], which never is without an end. ARGV: life in ms, field, value, field, value... */
    private static final String TELL =
            """
            redis.call('HSET', KEYS[1], unpack(ARGV, 2))
            redis.call('PEXPIRE', KEYS[1], ARGV[1])
            return 1
            """;

    private final Redis redis;
    private final ObjectMapper json;
    private final Clock clock = Clock.systemUTC();

    public AppUsages(Redis redis, ObjectMapper json) {
        this.redis = redis;
        this.json = json;
    }

    /**
     * Tells what apps make use of on a gateway; to be repeated well within {@link #LIFE}.
     *
     * @param idle apps that were told of and have nothing to tell any more; may be told of again
     */
    public CompletionStage<Void> tell(String gateway, Map<Long, AppUsage> usages, Set<Long> idle) {
        List<CompletionStage<?>> calls = new ArrayList<>();
        List<String> portion = portion(HERE, "");
        for (Map.Entry<Long, AppUsage> usage : usages.entrySet()) {
            portion.add(Long.toString(usage.getKey()));
            portion.add(write(usage.getValue()));
            if (portion.size() > 2 * PORTION) {
                calls.add(write(gateway, portion));
                portion = portion(HERE, "");
            }
        }
        calls.add(write(gateway, portion));
        if (!idle.isEmpty()) {
            String[] fields = idle.stream().map(app -> Long.toString(app)).toArray(String[]::new);
            calls.add(redis.call("usage.tell", commands -> commands.hdel(key(gateway), fields)));
        }
        long now = clock.millis();
        calls.add(redis.call("usage.tell", commands -> commands.zadd(GATEWAYS, (double) now, gateway)));
        calls.add(redis.call(
                "usage.tell",
                commands -> commands.zremrangebyscore(
                        GATEWAYS, Range.create(Double.NEGATIVE_INFINITY, (double) (now - REMEMBERED_MS)))));
        return all(calls);
    }

    /** Says that a gateway is gone: what it told of counts no more, without waiting for {@link #LIFE} to be over. */
    public CompletionStage<Void> retire(String gateway) {
        return all(List.of(
                redis.call("usage.retire", commands -> commands.del(key(gateway))),
                redis.call("usage.retire", commands -> commands.zrem(GATEWAYS, gateway))));
    }

    private static List<String> portion(String field, String value) {
        return new ArrayList<>(List.of(Long.toString(LIFE.toMillis()), field, value));
    }

    private CompletionStage<?> write(String gateway, List<String> portion) {
        String[] arguments = portion.toArray(String[]::new);
        return redis.call(
                "usage.tell",
                commands ->
                        commands.<Long>eval(TELL, ScriptOutputType.INTEGER, new String[] {key(gateway)}, arguments));
    }

    /** What an app makes use of on each gateway that is there; {@link AppUsage#NONE} where it does nothing. */
    public CompletionStage<List<AppUsage>> of(long appId) {
        String field = Long.toString(appId);
        return redis.call("usage.gateways", commands -> commands.zrange(GATEWAYS, 0, -1))
                .thenCompose(gateways -> {
                    List<AppUsage> found = new ArrayList<>();
                    List<CompletionStage<?>> calls = new ArrayList<>();
                    for (String gateway : gateways) {
                        calls.add(redis.call("usage.read", commands -> commands.hmget(key(gateway), HERE, field))
                                .thenAccept(values -> add(found, values)));
                    }
                    return all(calls).thenApply(done -> found);
                });
    }

    private void add(List<AppUsage> found, List<KeyValue<String, String>> values) {
        if (values.get(0).hasValue()) {
            AppUsage usage = values.get(1).hasValue() ? read(values.get(1).getValue()) : AppUsage.NONE;
            synchronized (found) {
                found.add(usage);
            }
        }
    }

    private static CompletionStage<Void> all(List<CompletionStage<?>> calls) {
        return CompletableFuture.allOf(
                calls.stream().map(CompletionStage::toCompletableFuture).toArray(CompletableFuture[]::new));
    }

    private String write(AppUsage usage) {
        try {
            return json.writeValueAsString(usage);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a usage cannot be written", e);
        }
    }

    /** A gateway of another version may write what we cannot read; then the others' figures are better than none. */
    private AppUsage read(String text) {
        try {
            @Nullable AppUsage usage = json.readValue(text, AppUsage.class);
            return usage == null ? AppUsage.NONE : usage;
        } catch (JsonProcessingException e) {
            LOG.warnf("the usage of an app cannot be read error=%s", e.getOriginalMessage());
            return AppUsage.NONE;
        }
    }

    private static String key(String gateway) {
        return "usage:" + gateway;
    }
}
