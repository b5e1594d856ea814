package io.openmimc.callback.store;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A callback that was given up. Times are ms since the Unix epoch.
 *
 * @param id as in {@code X-Mimc-Delivery}
 * @param kind as in {@code msgType}
 * @param attempts how many failed
 * @param reason why the last one did
 * @param createdAt when the message was read
 */
public record FailedDelivery(
        @JsonProperty("deliveryId") String id,
        String kind,
        int attempts,
        String reason,
        long createdAt,
        long failedAt) {}
