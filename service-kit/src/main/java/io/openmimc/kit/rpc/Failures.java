package io.openmimc.kit.rpc;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** What stages fail with: a later stage sees the failure of an earlier one wrapped. */
public final class Failures {
    private Failures() {}

    /** The failure itself, out of every wrapping of {@code java.util.concurrent}. */
    public static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    /**
     * The stage of work that is begun here; where it throws, it has failed. Who waits for a stage that was never made, or comes
     * after it in a queue, would wait for good.
     */
    public static <T> CompletionStage<T> caught(Supplier<? extends CompletionStage<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** Whether a failure, wrapped or not, is a refusal with that code. */
    public static boolean is(Throwable failure, ErrorCode code) {
        return cause(failure) instanceof ImException refusal && refusal.code() == code;
    }
}
