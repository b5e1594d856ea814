package io.openmimc.gateway.inbox;

import io.grpc.Channel;
import io.openmimc.gateway.mailbox.DeliveryConfig;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.inbox.Device;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.inbox.SettleRequest;
import io.openmimc.proto.inbox.SettleResponse;
import io.openmimc.proto.inbox.Settled;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Calls history-service. Stages complete on a thread of gRPC and fail with ImException only. */
@Singleton
public class Inboxes {
    private static final String PEER = "history-service";

    private final InboxGrpc.InboxFutureStub history;
    private final DeliveryConfig config;

    public Inboxes(@GrpcClient("history") Channel history, Reconnect reconnect, DeliveryConfig config) {
        this.history = InboxGrpc.newFutureStub(reconnect.watch(history));
        this.config = config;
    }

    /**
     * Settles what was taken and fetches the oldest page of what was not.
     *
     * @param loginMs of the login, as it is registered
     */
    public CompletionStage<InboxPage> pull(long appId, long uuid, String resource, long loginMs, Settled settled) {
        return Rpc.stage(
                PEER,
                within().pull(PullRequest.newBuilder()
                        .setDevice(device(appId, uuid, resource))
                        .setLoginMs(loginMs)
                        .setSettled(settled)
                        .setMaxMessages(config.maxCompoundPackets())
                        .setMaxBytes(config.maxCompoundBytes())
                        .build()));
    }

    /** Only settles. */
    public CompletionStage<SettleResponse> settle(long appId, long uuid, String resource, Settled settled) {
        return Rpc.stage(
                PEER,
                within().settle(SettleRequest.newBuilder()
                        .setDevice(device(appId, uuid, resource))
                        .setSettled(settled)
                        .build()));
    }

    private InboxGrpc.InboxFutureStub within() {
        return history.withDeadlineAfter(config.pullTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Device device(long appId, long uuid, String resource) {
        return Device.newBuilder()
                .setAppId(appId)
                .setUuid(uuid)
                .setResource(resource)
                .build();
    }
}
