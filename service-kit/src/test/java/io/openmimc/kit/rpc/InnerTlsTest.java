package io.openmimc.kit.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.openmimc.local.certificate.CertificateAuthority;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.CallbackSettings;
import io.openmimc.proto.accounts.CallbacksGrpc;
import io.openmimc.proto.accounts.KeySetRequest;
import io.openmimc.proto.accounts.KeySetResponse;
import io.openmimc.proto.accounts.KeysGrpc;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.ResolveResponse;
import io.openmimc.proto.accounts.SettingsRequest;
import io.openmimc.proto.gateway.DeliverRequests;
import io.openmimc.proto.gateway.DeliverResponses;
import io.openmimc.proto.gateway.DeliveryGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls between services over real sockets: who is let in, who is not, and what they are told. */
class InnerTlsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path directory;

    private final CertificateAuthority authority = TestIdentity.newAuthority();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final List<InnerTls> opened = new ArrayList<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final BlockingQueue<DeliverRequests> delivered = new LinkedBlockingQueue<>();
    private TestIdentity server;
    private Server listening;

    @BeforeEach
    void serve() throws Exception {
        // One that has it all, as if all services were one.
        server = TestIdentity.of(Arrows.ACCOUNT, authority, directory);
        NettyServerBuilder builder = NettyServerBuilder.forPort(0);
        InnerServer.guard(builder, opened(server), metrics);
        listening = builder.addService(new Accounts())
                .addService(new Callbacks())
                .addService(new Delivery())
                .addService(notInTheTable())
                .build()
                .start();
    }

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
        listening.shutdownNow();
        opened.forEach(InnerTls::close);
    }

    @Test
    void aServiceWithTheRightIsAnswered() throws Exception {
        assertThat(resolve(caller(Arrows.GATEWAY))).isEqualTo(7);
        assertThat(refusals()).isZero();
    }

    @Test
    void aServiceWithoutTheRightIsToldWhatItMayNotAndIsCounted() throws Exception {
        // When
        ManagedChannel gateway = caller(Arrows.GATEWAY);
        assertThatThrownBy(() -> secretsOfCallbacks(gateway))
                .hasMessage(
                        "PERMISSION_DENIED: openmimc.accounts.Callbacks/Settings may not be called by gateway-service");
        // Then
        assertThat(answered).hasValue(0);
        assertThat(refusals("openmimc.accounts.Callbacks/Settings", Arrows.GATEWAY))
                .isEqualTo(1);
        assertThat(secretsOfCallbacks(caller(Arrows.CALLBACK))).isEqualTo(1);
    }

    @Test
    void whoShowsNoCertificateIsToldToAndIsCounted() throws Exception {
        // When
        ManagedChannel nobody = channel(address()
                .overrideAuthority(Arrows.ACCOUNT)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .build()));
        assertThatThrownBy(() -> resolve(nobody))
                .hasMessageStartingWith("UNAUTHENTICATED: openmimc.accounts.Accounts/Resolve asks for the certificate");
        // Then
        assertThat(answered).hasValue(0);
        assertThat(refusals("openmimc.accounts.Accounts/Resolve", "none")).isEqualTo(1);
    }

    @Test
    void aForgedDeliveryReachesNoSession() throws Exception {
        // Given
        ManagedChannel nobody = channel(address()
                .overrideAuthority(Arrows.ACCOUNT)
                .sslContext(GrpcSslContexts.forClient()
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .build()));
        Answers<DeliverResponses> answers = new Answers<>();
        // When
        StreamObserver<DeliverRequests> stream = DeliveryGrpc.newStub(nobody).deliver(answers);
        stream.onNext(DeliverRequests.getDefaultInstance());
        // Then
        assertThat(answers.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        assertThat(delivered).isEmpty();
    }

    @Test
    void aCertificateOfAnotherCaIsNotBelieved() throws Exception {
        // Given
        TestIdentity stranger = TestIdentity.of(Arrows.GATEWAY, TestIdentity.newAuthority(), directory);
        stranger.trust(authority);
        // Then
        assertThatThrownBy(() -> resolve(channel(opened(stranger).secure(address(), Arrows.ACCOUNT))))
                .satisfies(InnerTlsTest::isUnavailable);
        assertThat(answered).hasValue(0);
    }

    @Test
    void withoutTlsThereIsNoAnswer() {
        assertThatThrownBy(() -> resolve(channel(address().usePlaintext()))).satisfies(InnerTlsTest::isUnavailable);
        assertThat(answered).hasValue(0);
    }

    @Test
    void aServerThatIsAnotherServiceIsNotBelieved() throws Exception {
        assertThatThrownBy(() -> resolve(channel(opened(TestIdentity.of(Arrows.GATEWAY, authority, directory))
                        .secure(address(), Arrows.TOPIC))))
                .satisfies(InnerTlsTest::isUnavailable);
    }

    @Test
    void aCertificateThatNamesNoServiceHasNoRight() throws Exception {
        // Given
        TestIdentity monitoring = TestIdentity.of("monitoring", authority, directory);
        ManagedChannel channel = channel(address()
                .overrideAuthority(Arrows.ACCOUNT)
                .sslContext(GrpcSslContexts.forClient()
                        .keyManager(
                                monitoring.certificate().toFile(),
                                monitoring.key().toFile())
                        .trustManager(monitoring.ca().toFile())
                        .build()));
        // Then
        assertThatThrownBy(() -> resolve(channel))
                .hasMessageContaining("PERMISSION_DENIED")
                .hasMessageContaining("names no service");
        assertThat(refusals("openmimc.accounts.Accounts/Resolve", "unknown")).isEqualTo(1);
    }

    @Test
    void aMethodThatIsNotInTheTableIsRefusedToAll() throws Exception {
        // When
        ManagedChannel account = caller(Arrows.ACCOUNT);
        assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(
                        account, NOT_IN_THE_TABLE, CallOptions.DEFAULT, KeySetRequest.getDefaultInstance()))
                .hasMessageContaining(
                        "PERMISSION_DENIED: openmimc.test.Other/Call may not be called by account-service");
        // Then
        assertThat(answered).hasValue(0);
        assertThat(refusals("other", Arrows.ACCOUNT)).isEqualTo(1);
    }

    @Test
    void newFilesAreUsedWithoutARestartAndStreamsThatAreOpenGoOn() throws Exception {
        // Given
        TestIdentity history = TestIdentity.of(Arrows.HISTORY, authority, directory);
        InnerTls tls = opened(history);
        Answers<DeliverResponses> answers = new Answers<>();
        StreamObserver<DeliverRequests> stream = DeliveryGrpc.newStub(channel(tls.secure(address(), Arrows.ACCOUNT)))
                .deliver(answers);
        stream.onNext(DeliverRequests.getDefaultInstance());
        assertThat(delivered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        // When: another CA takes over, first beside the old one, then alone
        CertificateAuthority next = TestIdentity.newAuthority();
        server.trust(authority, next);
        history.trust(authority, next);
        ManagedChannel early = channel(tls.secure(address(), Arrows.ACCOUNT));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(resolve(early)).isEqualTo(7));
        server.use(next.issue(List.of(Arrows.ACCOUNT), TestIdentity.VALID));
        history.use(next.issue(List.of(Arrows.HISTORY), TestIdentity.VALID));
        server.trust(next);
        history.trust(next);
        // Then
        TestIdentity onlyNew = TestIdentity.of(Arrows.GATEWAY, next, directory);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(resolve(channel(opened(onlyNew).secure(address(), Arrows.ACCOUNT))))
                        .isEqualTo(7));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(resolve(channel(tls.secure(address(), Arrows.ACCOUNT))))
                .isEqualTo(7));
        TestIdentity onlyOld = TestIdentity.of(Arrows.GATEWAY, authority, directory);
        onlyOld.trust(authority, next);
        await().atMost(PATIENCE).untilAsserted(() -> assertThatThrownBy(
                        () -> resolve(channel(opened(onlyOld).secure(address(), Arrows.ACCOUNT))))
                .satisfies(InnerTlsTest::isUnavailable));
        stream.onNext(DeliverRequests.getDefaultInstance());
        assertThat(delivered.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        assertThat(answers.ended()).isFalse();
    }

    @Test
    void filesThatAreOfNoUseChangeNothing() throws Exception {
        // Given
        TestIdentity gateway = TestIdentity.of(Arrows.GATEWAY, authority, directory);
        InnerTls caller = opened(gateway);
        // When
        Files.writeString(server.key(), "nothing");
        Files.writeString(gateway.certificate(), "nothing");
        await().atMost(PATIENCE)
                .until(() -> caller.failure() != null && opened.get(0).failure() != null);
        // Then
        assertThat(resolve(channel(caller.secure(address(), Arrows.ACCOUNT)))).isEqualTo(7);
        assertThat(opened.get(0).failure()).startsWith("openmimc.inner.tls.key");
    }

    private static void isUnavailable(Throwable failure) {
        assertThat(Status.fromThrowable(failure).getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    }

    private InnerTls opened(TestIdentity identity) {
        InnerTls tls = identity.tls();
        opened.add(tls);
        return tls;
    }

    private NettyChannelBuilder address() {
        return NettyChannelBuilder.forAddress("127.0.0.1", listening.getPort());
    }

    private ManagedChannel channel(NettyChannelBuilder builder) {
        ManagedChannel channel = builder.build();
        channels.add(channel);
        return channel;
    }

    private ManagedChannel caller(String service) throws Exception {
        return channel(opened(TestIdentity.of(service, authority, directory)).secure(address(), Arrows.ACCOUNT));
    }

    private static long resolve(ManagedChannel channel) {
        return AccountsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .resolve(ResolveRequest.getDefaultInstance())
                .getUuids(0);
    }

    private static long secretsOfCallbacks(ManagedChannel channel) {
        return CallbacksGrpc.newBlockingStub(channel)
                .withDeadlineAfter(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .settings(SettingsRequest.getDefaultInstance())
                .getAppId();
    }

    private double refusals(String method, String caller) {
        return metrics.get("inner.calls.refused")
                .tags("method", method, "caller", caller)
                .counter()
                .count();
    }

    private int refusals() {
        return metrics.find("inner.calls.refused").counters().size();
    }

    private final class Accounts extends AccountsGrpc.AccountsImplBase {
        @Override
        public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> answer) {
            answered.incrementAndGet();
            answer.onNext(ResolveResponse.newBuilder().addUuids(7).build());
            answer.onCompleted();
        }
    }

    private final class Callbacks extends CallbacksGrpc.CallbacksImplBase {
        @Override
        public void settings(SettingsRequest request, StreamObserver<CallbackSettings> answer) {
            answered.incrementAndGet();
            answer.onNext(CallbackSettings.newBuilder().setAppId(1).build());
            answer.onCompleted();
        }
    }

    private final class Delivery extends DeliveryGrpc.DeliveryImplBase {
        @Override
        public StreamObserver<DeliverRequests> deliver(StreamObserver<DeliverResponses> answer) {
            return new StreamObserver<>() {
                @Override
                public void onNext(DeliverRequests requests) {
                    delivered.add(requests);
                }

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onCompleted() {
                    answer.onCompleted();
                }
            };
        }
    }

    private static final MethodDescriptor<KeySetRequest, KeySetResponse> NOT_IN_THE_TABLE =
            KeysGrpc.getKeySetMethod().toBuilder()
                    .setFullMethodName("openmimc.test.Other/Call")
                    .build();

    private ServerServiceDefinition notInTheTable() {
        return ServerServiceDefinition.builder("openmimc.test.Other")
                .addMethod(NOT_IN_THE_TABLE, ServerCalls.asyncUnaryCall((request, answer) -> {
                    answered.incrementAndGet();
                    answer.onNext(KeySetResponse.getDefaultInstance());
                    answer.onCompleted();
                }))
                .build();
    }

    /** What comes back on a stream. */
    private static final class Answers<T> implements StreamObserver<T> {
        private final BlockingQueue<Status> ends = new LinkedBlockingQueue<>();

        @Override
        public void onNext(T answer) {}

        @Override
        public void onError(Throwable failure) {
            ends.add(Status.fromThrowable(failure));
        }

        @Override
        public void onCompleted() {
            ends.add(Status.OK);
        }

        Status end() throws InterruptedException {
            Status end = ends.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            assertThat(end).as("the stream ends").isNotNull();
            return end;
        }

        boolean ended() {
            return !ends.isEmpty();
        }
    }
}
