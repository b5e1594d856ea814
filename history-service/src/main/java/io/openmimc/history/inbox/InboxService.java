package io.openmimc.history.inbox;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.GrpcAnswers;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.inbox.Device;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.inbox.SettleRequest;
import io.openmimc.proto.inbox.SettleResponse;
import io.openmimc.proto.inbox.UnreadRequest;
import io.openmimc.proto.inbox.UnreadResponse;
import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The inboxes over gRPC, for gateways and contact-service. INVALID_ARGUMENT for requests out of bounds, NOT_FOUND for a uuid
 * that is not of the app, UNAVAILABLE: try again.
 */
@GrpcService
class InboxService extends InboxGrpc.InboxImplBase {
    private static final Logger LOG = Logger.getLogger(InboxService.class);
    private static final int MAX_MESSAGES = 500;

    private final Inbox inbox;
    private final Settlements settlements;
    private final Unread unread;
    private final Clock clock = Clock.systemUTC();

    InboxService(Inbox inbox, Settlements settlements, Unread unread) {
        this.inbox = inbox;
        this.settlements = settlements;
        this.unread = unread;
    }

    @Override
    public void pull(PullRequest request, StreamObserver<InboxPage> answer) {
        String wrong = wrong(request.getDevice());
        if (wrong == null && (request.getMaxMessages() < 1 || request.getMaxMessages() > MAX_MESSAGES)) {
            wrong = "max_messages: must be 1 to " + MAX_MESSAGES;
        }
        if (wrong == null && request.getMaxBytes() < 1) {
            wrong = "max_bytes: must be positive";
        }
        if (wrong == null && request.getLoginMs() < 0) {
            wrong = "login_ms: must not be negative";
        }
        if (wrong != null) {
            answer.onError(Status.INVALID_ARGUMENT.withDescription(wrong).asRuntimeException());
            return;
        }
        reply(
                inbox.pull(
                        request.getDevice(),
                        request.getLoginMs() == 0 ? clock.millis() : request.getLoginMs(),
                        request.getSettled(),
                        request.getMaxMessages(),
                        request.getMaxBytes()),
                request.getDevice(),
                answer);
    }

    @Override
    public void settle(SettleRequest request, StreamObserver<SettleResponse> answer) {
        String wrong = wrong(request.getDevice());
        if (wrong != null) {
            answer.onError(Status.INVALID_ARGUMENT.withDescription(wrong).asRuntimeException());
            return;
        }
        reply(
                settlements
                        .settle(request.getDevice(), request.getSettled())
                        .thenApply(done -> SettleResponse.getDefaultInstance()),
                request.getDevice(),
                answer);
    }

    @Override
    public void unread(UnreadRequest request, StreamObserver<UnreadResponse> answer) {
        if (request.getUuid() <= 0) {
            answer.onError(Status.INVALID_ARGUMENT
                    .withDescription("uuid: must be positive")
                    .asRuntimeException());
            return;
        }
        GrpcAnswers.send(
                Uni.createFrom().completionStage(() -> unread.of(request.getAppId(), request.getUuid())), answer);
    }

    private static @Nullable String wrong(Device device) {
        if (device.getUuid() <= 0) {
            return "device.uuid: must be positive";
        }
        return device.getResource().isEmpty() ? "device.resource: missing" : null;
    }

    private static <T> void reply(CompletionStage<T> stage, Device device, StreamObserver<T> answer) {
        stage.whenComplete((value, failure) -> {
            if (failure == null) {
                answer.onNext(value);
                answer.onCompleted();
                return;
            }
            if (Failures.is(failure, ErrorCode.UNAVAILABLE) || Failures.is(failure, ErrorCode.NOT_FOUND)) {
                Status status = Failures.is(failure, ErrorCode.NOT_FOUND) ? Status.NOT_FOUND : Status.UNAVAILABLE;
                answer.onError(status.withDescription(Failures.cause(failure).getMessage())
                        .asRuntimeException());
                return;
            }
            LOG.errorf(
                    Failures.cause(failure),
                    "inbox cannot be read app=%d uuid=%d resource=%s",
                    device.getAppId(),
                    device.getUuid(),
                    device.getResource());
            answer.onError(Status.INTERNAL.asRuntimeException());
        });
    }
}
