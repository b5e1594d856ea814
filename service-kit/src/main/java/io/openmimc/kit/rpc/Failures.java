package io.openmimc.kit.rpc;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

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

    /** Whether a failure, wrapped or not, is a refusal with that code. */
    public static boolean is(Throwable failure, ErrorCode code) {
        return cause(failure) instanceof ImException refusal && refusal.code() == code;
    }
}
