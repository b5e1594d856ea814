package io.openmimc.callback.intake;

import io.openmimc.kit.rpc.Failures;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps work of one key in the order in which it came, though each piece may have to wait for a look-up. */
final class Lanes {
    /** A key is here while a piece of it is under way; with it what comes after that piece. */
    private final Map<Long, Deque<Piece<?>>> lanes = new HashMap<>();

    private record Piece<T>(Supplier<CompletionStage<T>> work, CompletableFuture<T> result) {
        CompletableFuture<T> begin() {
            Failures.caught(work).whenComplete((done, failure) -> {
                if (failure == null) {
                    result.complete(done);
                } else {
                    result.completeExceptionally(failure);
                }
            });
            return result;
        }
    }

    /** Runs work when all of that key that came before has ended, at once if there is none. */
    <T> CompletableFuture<T> after(long key, Supplier<CompletionStage<T>> work) {
        Piece<T> piece = new Piece<>(work, new CompletableFuture<>());
        synchronized (lanes) {
            Deque<Piece<?>> behind = lanes.get(key);
            if (behind != null) {
                behind.add(piece);
                return piece.result();
            }
            lanes.put(key, new ArrayDeque<>());
        }
        run(key, piece);
        return piece.result();
    }

    /** In a loop: one slow piece may have hundreds behind it that are done at once. */
    private void run(long key, @Nullable Piece<?> first) {
        for (Piece<?> piece = first; piece != null; piece = next(key)) {
            CompletableFuture<?> result = piece.begin();
            if (!result.isDone()) {
                result.whenComplete((done, failure) -> run(key, next(key)));
                return;
            }
        }
    }

    private @Nullable Piece<?> next(long key) {
        synchronized (lanes) {
            Deque<Piece<?>> behind = lanes.get(key);
            Piece<?> next = behind == null ? null : behind.poll();
            if (next == null) {
                lanes.remove(key);
            }
            return next;
        }
    }
}
