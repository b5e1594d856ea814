package io.openmimc.callback.store;

import io.openmimc.callback.delivery.Delivery;
import java.util.concurrent.CompletableFuture;

/** A row to be written, and who waits for it. */
record NewRow(Delivery delivery, int attempts, long nextAt, String reason, CompletableFuture<Void> written) {}
