package io.openmimc.kit.rpc;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.KeySetRequest;
import io.openmimc.proto.accounts.KeySetResponse;
import io.openmimc.proto.accounts.KeysGrpc;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.ResolveResponse;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One of several servers of a service, which answers with its own address. */
final class Replica extends KeysGrpc.KeysImplBase {
    private final String address;
    private final int port;
    private final Server server;
    private final AtomicInteger calls = new AtomicInteger();
    private final Queue<StreamObserver<KeySetResponse>> held = new ConcurrentLinkedQueue<>();
    private volatile boolean holding;
    private volatile @Nullable RuntimeException refusal;

    /** @param port 0: any */
    Replica(String address, int port) throws IOException {
        this.address = address;
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(address, port))
                .addService(this)
                .addService(new AccountsGrpc.AccountsImplBase() {
                    @Override
                    public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> observer) {
                        observer.onNext(ResolveResponse.getDefaultInstance());
                        observer.onCompleted();
                    }
                })
                .build()
                .start();
        this.port = server.getPort();
    }

    String address() {
        return address;
    }

    int port() {
        return port;
    }

    int calls() {
        return calls.get();
    }

    /** From now on it takes calls and does not answer. */
    void hold() {
        holding = true;
    }

    int held() {
        return held.size();
    }

    /** From now on it refuses, as services do. */
    void refuse(RuntimeException why) {
        refusal = why;
    }

    /** Ends as a process does that is killed: its connections break. */
    void kill() throws InterruptedException {
        server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
    }

    @Override
    public void keySet(KeySetRequest request, StreamObserver<KeySetResponse> observer) {
        calls.incrementAndGet();
        RuntimeException why = refusal;
        if (holding) {
            held.add(observer);
        } else if (why != null) {
            GrpcAnswers.send(Uni.createFrom().failure(why), observer);
        } else {
            observer.onNext(KeySetResponse.newBuilder().setJwks(address).build());
            observer.onCompleted();
        }
    }
}
