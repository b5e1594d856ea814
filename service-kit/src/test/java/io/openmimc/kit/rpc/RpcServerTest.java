package io.openmimc.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.proto.gateway.DeliverRequests;
import io.openmimc.proto.gateway.DeliverResponses;
import io.openmimc.proto.gateway.DeliveryGrpc;
import io.openmimc.proto.gateway.KickRequest;
import io.openmimc.proto.gateway.KickResponse;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RpcServerTest {
    private static final Duration FINISH = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final CompletableFuture<StreamObserver<KickResponse>> underWay = new CompletableFuture<>();
    private Server server;
    private ManagedChannel channel;

    private final class Service extends DeliveryGrpc.DeliveryImplBase {
        @Override
        public void kick(KickRequest request, StreamObserver<KickResponse> response) {
            underWay.complete(response); // answered when the test wants it
        }

        @Override
        public StreamObserver<DeliverRequests> deliver(StreamObserver<DeliverResponses> responses) {
            responses.onNext(DeliverResponses.getDefaultInstance());
            return new Endless<>();
        }
    }

    private static class Endless<T> implements StreamObserver<T> {
        @Override
        public void onNext(T next) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }

    /** A client's end of a stream. */
    private static final class Client extends Endless<DeliverResponses> {
        final CompletableFuture<Void> open = new CompletableFuture<>();
        final CompletableFuture<Status> broken = new CompletableFuture<>();

        @Override
        public void onNext(DeliverResponses next) {
            open.complete(null);
        }

        @Override
        public void onError(Throwable failure) {
            broken.complete(Status.fromThrowable(failure));
        }
    }

    @BeforeEach
    void open() throws Exception {
        server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(new Service())
                .build()
                .start();
        channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
    }

    @AfterEach
    void close() {
        channel.shutdownNow();
        server.shutdownNow();
    }

    @Test
    void aCallUnderWayIsAnsweredAndTheNextOneIsRefusedAsOneThatMayBeTriedElsewhere() throws Exception {
        ListenableFuture<KickResponse> first =
                DeliveryGrpc.newFutureStub(channel).kick(KickRequest.getDefaultInstance());
        StreamObserver<KickResponse> answer = underWay.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> end(PATIENCE));
        await().atMost(PATIENCE).until(server::isShutdown);
        // When
        ListenableFuture<KickResponse> second =
                DeliveryGrpc.newFutureStub(channel).kick(KickRequest.getDefaultInstance());
        // Then
        assertThat(status(second)).isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(ended).isNotDone();
        answer.onNext(KickResponse.getDefaultInstance());
        answer.onCompleted();
        assertThat(first.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        assertThat(ended).succeedsWithin(PATIENCE);
    }

    @Test
    void aStreamThatDoesNotEndIsBrokenOff() {
        Client client = new Client();
        DeliveryGrpc.newStub(channel).deliver(client);
        assertThat(client.open).succeedsWithin(PATIENCE);
        // When
        long start = System.nanoTime();
        end(FINISH);
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(FINISH, FINISH.plusSeconds(3));
        assertThat(client.broken.orTimeout(10, TimeUnit.SECONDS).join().getCode())
                .isIn(Status.Code.UNAVAILABLE, Status.Code.CANCELLED);
    }

    private void end(Duration finish) {
        try {
            RpcServer.end(List.of(server), finish);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Status.Code status(ListenableFuture<?> call) throws Exception {
        try {
            call.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            return Status.Code.OK;
        } catch (ExecutionException e) {
            return Status.fromThrowable(e.getCause()).getCode();
        }
    }
}
