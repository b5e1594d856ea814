package io.openmimc.kit.rpc;

import com.google.common.util.concurrent.FutureCallback;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.grpc.Status;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Turns gRPC futures into stages that fail with {@link ImException} only. */
public final class Rpc {
    private static final Logger LOG = Logger.getLogger(Rpc.class);

    private Rpc() {}

    /**
     * The stage of a unary call; it completes on a thread of gRPC, never on the caller's event loop.
     *
     * <p>INVALID_ARGUMENT becomes BAD_REQUEST, NOT_FOUND stays, a peer that is away or late becomes UNAVAILABLE, anything
     * else is logged and becomes INTERNAL.
     *
     * @param peer the service called, for messages
     */
    public static <T> CompletableFuture<T> stage(String peer, ListenableFuture<T> call) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        Futures.addCallback(
                call,
                new FutureCallback<>() {
                    @Override
                    public void onSuccess(@Nullable T value) {
                        stage.complete(value);
                    }

                    @Override
                    public void onFailure(Throwable failure) {
                        stage.completeExceptionally(refusal(peer, failure));
                    }
                },
                MoreExecutors.directExecutor());
        return stage;
    }

    /** The refusal that a caller of ours gets to see for a failed call. */
    public static ImException refusal(String peer, Throwable failure) {
        Status status = Status.fromThrowable(failure);
        String description = status.getDescription() == null ? "" : status.getDescription();
        switch (status.getCode()) {
            case INVALID_ARGUMENT:
                return new ImException(ErrorCode.BAD_REQUEST, description);
            case NOT_FOUND:
                return new ImException(ErrorCode.NOT_FOUND, description);
            case UNAVAILABLE:
            case DEADLINE_EXCEEDED:
            case CANCELLED:
            case RESOURCE_EXHAUSTED:
                LOG.debugf("call failed peer=%s status=%s", peer, status);
                return new ImException(ErrorCode.UNAVAILABLE, peer + " does not answer, try again");
            default:
                LOG.errorf(failure, "call failed peer=%s status=%s", peer, status.getCode());
                return new ImException(ErrorCode.INTERNAL, "internal error");
        }
    }
}
