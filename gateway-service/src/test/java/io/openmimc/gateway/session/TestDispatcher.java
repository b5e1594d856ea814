package io.openmimc.gateway.session;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.kit.device.Login;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.DeliverMessage;
import io.openmimc.proto.gateway.DeliverRequest;
import io.openmimc.proto.gateway.DeliverRequests;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.gateway.DeliverResponses;
import io.openmimc.proto.gateway.DeliveryGrpc;
import io.openmimc.proto.gateway.HandoutAges;
import io.openmimc.proto.gateway.SessionRef;
import io.openmimc.proto.gateway.Wake;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** A dispatcher with its stream to one gateway. */
final class TestDispatcher implements AutoCloseable {
    private final ManagedChannel channel;
    private final StreamObserver<DeliverRequests> requests;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, CompletableFuture<DeliverResponse>> open = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    TestDispatcher(String address) {
        channel = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
        requests = DeliveryGrpc.newStub(channel).deliver(new StreamObserver<>() {
            @Override
            public void onNext(DeliverResponses responses) {
                responses.getResponsesList().forEach(response -> open.remove(response.getDelivery())
                        .complete(response));
            }

            @Override
            public void onError(Throwable failure) {
                open.values().forEach(delivery -> delivery.completeExceptionally(failure));
                ended.completeExceptionally(failure);
            }

            @Override
            public void onCompleted() {
                ended.complete(null);
            }
        });
    }

    /** Completes when the gateway ends the stream in good order, and fails where it breaks. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    CompletableFuture<DeliverResponse> deliver(AcceptedMessage message, SessionRef... targets) {
        long delivery = last.incrementAndGet();
        CompletableFuture<DeliverResponse> answer = new CompletableFuture<>();
        open.put(delivery, answer);
        send(DeliverRequest.newBuilder()
                .setDeliver(DeliverMessage.newBuilder()
                        .setDelivery(delivery)
                        .setMessage(message)
                        .addAllTargets(List.of(targets))));
        return answer;
    }

    void wake(SessionRef session) {
        send(DeliverRequest.newBuilder().setWake(Wake.newBuilder().setSession(session)));
    }

    /** Says how old messages to accounts were that it handed out. */
    void told(long accountsMs) {
        synchronized (requests) {
            requests.onNext(DeliverRequests.newBuilder()
                    .setAges(HandoutAges.newBuilder()
                            .setTimeMs(System.currentTimeMillis())
                            .setAccountsMs(accountsMs))
                    .build());
        }
    }

    private void send(DeliverRequest.Builder request) {
        synchronized (requests) {
            requests.onNext(DeliverRequests.newBuilder().addRequests(request).build());
        }
    }

    static SessionRef reference(Phone.Identity identity, Login login) {
        return SessionRef.newBuilder()
                .setUuid(identity.uuid())
                .setResource(identity.resource())
                .setSession(login.session())
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
