package io.openmimc.callback.store;

import io.openmimc.callback.delivery.Delivery;

/**
 * A callback from the database.
 *
 * @param attempts that failed
 */
public record Waiting(Delivery delivery, int attempts) {}
