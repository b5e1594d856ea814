package io.openmimc.callback.store;

import io.openmimc.callback.CallbackConfig;
import jakarta.inject.Singleton;
import java.time.Duration;

/** When a callback is tried again. */
@Singleton
public class Schedule {
    private final Long[] pausesMillis;

    Schedule(CallbackConfig config) {
        pausesMillis = config.retryAfter().stream().map(Duration::toMillis).toArray(Long[]::new);
        if (pausesMillis.length == 0) {
            throw new IllegalStateException("openmimc.callback.retry-after has no pause");
        }
    }

    /** When the second attempt is due, if the first failed now. Both in ms since the Unix epoch. */
    public long second(long nowMillis) {
        return nowMillis + pausesMillis[0];
    }

    /** Before the second attempt, the third, and so on. */
    Long[] pausesMillis() {
        return pausesMillis.clone();
    }
}
