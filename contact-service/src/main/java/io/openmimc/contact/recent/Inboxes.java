package io.openmimc.contact.recent;

import io.grpc.Channel;
import io.openmimc.kit.rest.Caller;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.inbox.UnreadRequest;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Asks history-service what waits in an inbox. */
@Singleton
class Inboxes {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final InboxGrpc.InboxFutureStub inbox;

    Inboxes(@GrpcClient("history") Channel channel, Reconnect reconnect) {
        inbox = InboxGrpc.newFutureStub(reconnect.watch(channel));
    }

    /**
     * Unknown while history-service is away: a list without these numbers is better than none. It does not wait for that to
     * come back.
     */
    CompletionStage<UnreadCounts> unread(Caller caller) {
        return Rpc.stage(
                        "history-service",
                        inbox.withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .unread(UnreadRequest.newBuilder()
                                        .setAppId(caller.appId())
                                        .setUuid(caller.uuid())
                                        .build()))
                .thenApply(UnreadCounts::of)
                .exceptionallyCompose(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE)
                        ? CompletableFuture.completedStage(UnreadCounts.UNKNOWN)
                        : CompletableFuture.failedStage(failure));
    }
}
