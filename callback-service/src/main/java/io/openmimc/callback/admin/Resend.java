package io.openmimc.callback.admin;

import io.openmimc.kit.rest.JsonMillis;
import org.jspecify.annotations.Nullable;

/**
 * Which callbacks to send again: one, or those that were given up in a span of time.
 *
 * @param from ms since the Unix epoch, included
 * @param to ms since the Unix epoch, included
 */
public record Resend(@Nullable String deliveryId, @JsonMillis @Nullable Long from, @JsonMillis @Nullable Long to) {}
