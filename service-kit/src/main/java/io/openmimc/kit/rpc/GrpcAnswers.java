package io.openmimc.kit.rpc;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.openmimc.proto.ImException;
import io.smallrye.mutiny.Uni;
import org.jboss.logging.Logger;

/** Gives the outcome of work to who called over gRPC. */
public final class GrpcAnswers {
    private static final Logger LOG = Logger.getLogger(GrpcAnswers.class);

    /** What this replica refuses it has thought about: asking another one at once would only add to what is too much. */
    private static final Metadata DECIDED = new Metadata();

    static {
        DECIDED.put(Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER), "-1");
    }

    private GrpcAnswers() {}

    /** Answers a unary call: BAD_REQUEST as INVALID_ARGUMENT, NOT_FOUND and UNAVAILABLE as they are, the rest as INTERNAL. */
    public static <T> void send(Uni<T> work, StreamObserver<T> observer) {
        work.subscribe()
                .with(
                        answer -> {
                            observer.onNext(answer);
                            observer.onCompleted();
                        },
                        failure -> observer.onError(status(failure).asRuntimeException(DECIDED)));
    }

    private static Status status(Throwable failure) {
        if (failure instanceof ImException refusal) {
            switch (refusal.code()) {
                case BAD_REQUEST:
                    return Status.INVALID_ARGUMENT.withDescription(refusal.getMessage());
                case NOT_FOUND:
                    return Status.NOT_FOUND.withDescription(refusal.getMessage());
                case UNAVAILABLE:
                    return Status.UNAVAILABLE.withDescription(refusal.getMessage());
                default:
                    break;
            }
        }
        LOG.error("call failed", failure);
        return Status.INTERNAL.withDescription("internal error");
    }
}
