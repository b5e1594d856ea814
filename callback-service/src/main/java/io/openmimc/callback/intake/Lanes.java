package io.openmimc.callback.intake;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Keeps work of one key in the order in which it came, though each piece may have to wait for a look-up. */
final class Lanes {
    private final Map<Long, CompletableFuture<?>> tails = new ConcurrentHashMap<>();

    /** Runs work when all of that key that came before has ended, at once if there is none. */
    <T> CompletableFuture<T> after(long key, Supplier<CompletionStage<T>> work) {
        CompletableFuture<T> mine = new CompletableFuture<>();
        CompletableFuture<?> before = tails.put(key, mine);
        if (before == null) {
            run(key, work, mine);
        } else {
            before.whenComplete((done, failure) -> run(key, work, mine));
        }
        return mine;
    }

    private <T> void run(long key, Supplier<CompletionStage<T>> work, CompletableFuture<T> mine) {
        work.get().whenComplete((result, failure) -> {
            tails.remove(key, mine);
            if (failure == null) {
                mine.complete(result);
            } else {
                mine.completeExceptionally(failure);
            }
        });
    }
}
