package io.openmimc.callback.admin;

import io.openmimc.callback.store.FailedDelivery;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks that were given up, the latest first.
 *
 * @param next what to send as {@code after} for the next page; null: this is the last one
 */
public record FailedPage(List<FailedDelivery> deliveries, @Nullable String next) {
    static FailedPage of(List<FailedDelivery> found, int limit) {
        boolean more = found.size() > limit;
        List<FailedDelivery> shown = more ? found.subList(0, limit) : found;
        FailedDelivery last = more ? shown.get(limit - 1) : null;
        return new FailedPage(
                List.copyOf(shown), last == null ? null : new Place(last.failedAt(), last.id()).toString());
    }
}
