package io.openmimc.kit.device;

import io.lettuce.core.ScriptOutputType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.redis.Redis;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Cleans registrations that cannot be read, so that they cost an account no more than what they told. Counted in
 * {@code devices.damaged}; the log is told at most every ten seconds.
 */
@Singleton
class Repairs {
    private static final Logger LOG = Logger.getLogger(Repairs.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Redis redis;
    private final Counter damaged;
    private final AtomicLong lastTold = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    Repairs(Redis redis, MeterRegistry meters) {
        this.redis = redis;
        this.damaged = meters.counter("devices.damaged");
    }

    /** Nobody waits for it, and the next look would do it again. */
    void repair(String key, int entries) {
        damaged.increment(entries);
        long now = System.nanoTime();
        long last = lastTold.get();
        if (now - last >= PAUSE_NANOS && lastTold.compareAndSet(last, now)) {
            LOG.warnf("registrations cannot be read, removing them key=%s entries=%d", key, entries);
        }
        var unused = redis.call(
                "devices.repair",
                commands -> commands.<Long>eval(Scripts.REPAIR, ScriptOutputType.INTEGER, new String[] {key}));
    }
}
