package io.openmimc.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.epoll.Epoll;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.KeySetRequest;
import io.openmimc.proto.accounts.KeysGrpc;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.ResolveResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A channel to several replicas of account-service, of which DNS tells: loopback has as many addresses as are wanted. */
class PeersTest {
    private static final String HOST = "account-service";
    /** Within which a replica that comes or goes is to be noticed. */
    private static final Duration NOTICED = Duration.ofSeconds(5);

    private final Reconnect reconnect = new Reconnect();
    private final List<Replica> replicas = new ArrayList<>();
    private volatile Set<String> dns = Set.of();
    private ManagedChannel channel;
    private Replica first;
    private Replica second;

    @BeforeEach
    void open() throws Exception {
        first = replica("127.0.0.2", 0);
        second = replica("127.0.0.3", first.port());
        dns = Set.of(first.address(), second.address());
    }

    @AfterEach
    void close() throws Exception {
        if (channel != null) {
            channel.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        }
        for (Replica replica : replicas) {
            replica.kill();
        }
        reconnect.close();
    }

    @Test
    void callsTakeTurnsOverAllAddressesOfAHost() {
        connect();
        await().atMost(NOTICED).until(() -> answering().equals(dns));
        int before = first.calls();
        for (int i = 0; i < 20; i++) {
            call();
        }
        assertThat(first.calls() - before).isEqualTo(10);
    }

    @Test
    void aReplicaThatComesIsCalledWithinSeconds() {
        dns = Set.of(first.address());
        connect();
        assertThat(answering()).containsExactly(first.address());
        dns = Set.of(first.address(), second.address());
        await().atMost(NOTICED).until(() -> answering().equals(dns));
    }

    @Test
    void aReplicaThatIsToldOfNoMoreIsCalledNoMoreWithinSeconds() {
        connect();
        await().atMost(NOTICED).until(() -> answering().equals(dns));
        dns = Set.of(second.address());
        await().atMost(NOTICED).until(() -> answering().equals(dns));
    }

    @Test
    void whileDnsIsAwayTheLastAddressesServe() {
        AtomicInteger failed = new AtomicInteger();
        connect(host -> {
            if (dns.isEmpty()) {
                failed.incrementAndGet();
            }
            return addresses(host);
        });
        Set<String> both = dns;
        await().atMost(NOTICED).until(() -> answering().equals(both));
        dns = Set.of();
        await().atMost(Duration.ofSeconds(10)).until(() -> failed.get() == 2);
        assertThat(answering()).isEqualTo(both);
    }

    @Test
    void whoKnowsNoAddressSaysOfWhichHostAndGoesOnWhenThereIsOne() {
        dns = Set.of();
        connect();
        assertThatThrownBy(() -> stub().keySet(KeySetRequest.getDefaultInstance()))
                .matches(failure -> Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE)
                .hasMessageContaining("accounts: no address is known of " + HOST);
        dns = Set.of(first.address());
        assertThat(call()).isEqualTo(first.address());
    }

    @Test
    void aReplicaThatIsAwayIsTriedEverySecondWhileAnotherAnswers() throws Exception {
        second.kill();
        try (ServerSocket away = new ServerSocket()) {
            away.bind(new InetSocketAddress(second.address(), second.port()));
            AtomicInteger attempts = new AtomicInteger();
            Thread slamming = slamTheDoor(away, attempts);
            connect();
            assertThat(answering()).containsExactly(first.address());
            // As gRPC does it by itself it were five in ten seconds, then one in six, ten, seventeen… up to 120.
            await().atMost(Duration.ofSeconds(10)).until(() -> attempts.get() >= 8);
            away.close();
            slamming.join();
        }
        replica(second.address(), second.port());
        await().atMost(Duration.ofSeconds(3)).until(() -> answering().equals(dns));
    }

    @Test
    void aCallWhoseReplicaDiesIsMadeOnceMoreAtAnother() throws Exception {
        connect();
        await().atMost(NOTICED).until(() -> answering().equals(dns));
        first.hold();
        List<CompletableFuture<String>> calls = List.of(later(), later(), later(), later());
        await().atMost(NOTICED).until(() -> first.held() == 2);
        first.kill();
        for (CompletableFuture<String> call : calls) {
            assertThat(call.get(5, TimeUnit.SECONDS)).isEqualTo(second.address());
        }
    }

    @Test
    void whatOneReplicaRefusesNoOtherIsAsked() {
        connect();
        await().atMost(NOTICED).until(() -> answering().equals(dns));
        replicas.forEach(replica -> replica.refuse(new ImException(ErrorCode.UNAVAILABLE, "too many, try again")));
        int before = first.calls() + second.calls();
        assertThatThrownBy(this::call)
                .matches(failure -> Status.fromThrowable(failure).getCode() == Status.Code.UNAVAILABLE)
                .hasMessageContaining("too many");
        assertThat(first.calls() + second.calls() - before).isEqualTo(1);
    }

    @Test
    void aConnectionOnWhichNothingArrivesAnyMoreBreaksWithinSecondsAndItsCallsAreMadeElsewhere() throws Exception {
        assumeTrue(Epoll.isAvailable());
        second.kill();
        try (ServerSocket deaf = new ServerSocket()) {
            deaf.setReceiveBufferSize(1_024);
            deaf.bind(new InetSocketAddress(second.address(), second.port()));
            CompletableFuture<Socket> connected = new CompletableFuture<>();
            new Thread(() -> greet(deaf, connected)).start();
            connect();
            channel.getState(true);
            try (Socket unread = connected.get(5, TimeUnit.SECONDS)) {
                List<CompletableFuture<ResolveResponse>> calls = new ArrayList<>();
                await().atMost(NOTICED).until(() -> {
                    calls.add(large());
                    return unread.getInputStream().available() > 500; // more than the greeting of a client
                });
                for (CompletableFuture<ResolveResponse> call : calls) {
                    assertThat(call.get(8, TimeUnit.SECONDS)).isNotNull();
                }
            }
        }
    }

    /** A server that says hello, as HTTP/2 wants it, and then reads nothing. */
    private static void greet(ServerSocket server, CompletableFuture<Socket> connected) {
        try {
            Socket socket = server.accept();
            socket.getOutputStream().write(new byte[] {0, 0, 0, 4, 0, 0, 0, 0, 0}); // SETTINGS, empty
            connected.complete(socket);
        } catch (IOException e) {
            connected.completeExceptionally(e);
        }
    }

    /** More than a small receive buffer holds; fails after ten seconds. */
    private CompletableFuture<ResolveResponse> large() {
        var request = ResolveRequest.newBuilder();
        for (int i = 0; i < 400; i++) {
            request.addAccounts("a".repeat(100));
        }
        return Rpc.stage(
                "account-service",
                AccountsGrpc.newFutureStub(channel)
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .resolve(request.build()));
    }

    private Replica replica(String address, int port) throws Exception {
        Replica replica = new Replica(address, port);
        replicas.add(replica);
        return replica;
    }

    private void connect() {
        connect(this::addresses);
    }

    private void connect(Lookup lookup) {
        NettyChannelBuilder builder = NettyChannelBuilder.forTarget("peers://accounts:9000");
        var serviceConfig = PeerChannelCustomizer.prepare(builder, List.of(new Peer(HOST, first.port())), lookup);
        channel = reconnect.watch(builder.defaultServiceConfig(serviceConfig)
                .enableRetry()
                .usePlaintext()
                .build());
    }

    private CompletionStage<List<InetAddress>> addresses(String host) {
        try {
            List<InetAddress> found = new ArrayList<>();
            for (String address : dns) {
                found.add(InetAddress.getByName(address));
            }
            return found.isEmpty() || !host.equals(HOST)
                    ? CompletableFuture.failedStage(new UnknownHostException(host))
                    : CompletableFuture.completedStage(found);
        } catch (UnknownHostException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private KeysGrpc.KeysBlockingStub stub() {
        return KeysGrpc.newBlockingStub(channel).withDeadlineAfter(10, TimeUnit.SECONDS);
    }

    /** The address of the replica that answered. */
    private String call() {
        return stub().withWaitForReady()
                .keySet(KeySetRequest.getDefaultInstance())
                .getJwks();
    }

    private CompletableFuture<String> later() {
        return Rpc.stage(
                        "account-service",
                        KeysGrpc.newFutureStub(channel)
                                .withDeadlineAfter(10, TimeUnit.SECONDS)
                                .keySet(KeySetRequest.getDefaultInstance()))
                .thenApply(answer -> answer.getJwks());
    }

    /** Who answers as many calls as there are replicas at the most. */
    private Set<String> answering() {
        Set<String> answering = new HashSet<>();
        for (int i = 0; i < 4; i++) {
            answering.add(call());
        }
        return answering;
    }

    private static Thread slamTheDoor(ServerSocket door, AtomicInteger attempts) {
        Thread thread = new Thread(() -> {
            while (!door.isClosed()) {
                try (Socket visitor = door.accept()) {
                    attempts.incrementAndGet();
                } catch (IOException e) {
                    assertThat(door.isClosed()).as("why: %s", e).isTrue();
                }
            }
        });
        thread.start();
        return thread;
    }
}
