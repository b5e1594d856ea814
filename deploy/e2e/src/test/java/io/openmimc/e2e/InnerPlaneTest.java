package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import io.grpc.stub.StreamObserver;
import io.openmimc.local.service.PortSetting;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.CallbacksGrpc;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.SettingsRequest;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.DeliverMessage;
import io.openmimc.proto.gateway.DeliverRequest;
import io.openmimc.proto.gateway.DeliverRequests;
import io.openmimc.proto.gateway.DeliverResponses;
import io.openmimc.proto.gateway.DeliveryGrpc;
import io.openmimc.proto.gateway.IdleRequest;
import io.openmimc.proto.gateway.SessionRef;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.topics.RosterRequest;
import io.openmimc.proto.topics.TopicsGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody gets who reaches the ports between services: with no certificate, and with that of another service. */
@ExtendWith(CloudExtension.class)
class InnerPlaneTest {
    private static final String NOBODY = "nobody";

    private final Cloud cloud;
    private final List<ManagedChannel> channels = new ArrayList<>();

    InnerPlaneTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @AfterEach
    void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }

    @Test
    void whoHasNoCertificateReadsNothingAndMakesNothing() {
        for (ThrowingCallable call : callsAs(NOBODY)) {
            assertThatThrownBy(call)
                    .satisfies(failure -> assertThat(codeOf(failure)).isEqualTo(Status.Code.UNAUTHENTICATED));
        }
    }

    @Test
    void whoSpeaksNoTlsReadsNothingAndMakesNothing() {
        for (ThrowingCallable call : calls(Stream.of(
                        PortSetting.ACCOUNT_GRPC,
                        PortSetting.TOPIC_GRPC,
                        PortSetting.HISTORY_GRPC,
                        PortSetting.GATEWAY_GRPC)
                .map(port -> channel(address(port).usePlaintext()))
                .toArray(ManagedChannel[]::new))) {
            assertThatThrownBy(call)
                    .satisfies(failure -> assertThat(codeOf(failure)).isEqualTo(Status.Code.UNAVAILABLE));
        }
    }

    @Test
    void aServiceReadsNothingThatIsNotItsOwn() {
        for (ThrowingCallable call : callsAs("callback-service").subList(2, 6)) {
            assertThatThrownBy(call)
                    .hasMessageContaining("may not be called by callback-service")
                    .satisfies(failure -> assertThat(codeOf(failure)).isEqualTo(Status.Code.PERMISSION_DENIED));
        }
    }

    @Test
    void theRightCertificateOpensTheDoor() throws Exception {
        assertThat(patient(DeliveryGrpc.newBlockingStub(as("gateway-service", PortSetting.GATEWAY_GRPC)))
                        .idle(IdleRequest.newBuilder()
                                .addSessions(SessionRef.newBuilder().setUuid(1).setSession(1))
                                .build())
                        .getIdleMsList())
                .containsExactly(-1L);
    }

    @Test
    void aForgedMessageReachesNobody() throws Exception {
        for (String forger : List.of(NOBODY, "contact-service")) {
            CompletableFuture<Status> end = new CompletableFuture<>();
            StreamObserver<DeliverRequests> stream = DeliveryGrpc.newStub(as(forger, PortSetting.GATEWAY_GRPC))
                    .deliver(new StreamObserver<DeliverResponses>() {
                        @Override
                        public void onNext(DeliverResponses responses) {
                            end.completeExceptionally(new AssertionError("the forged delivery was worked on"));
                        }

                        @Override
                        public void onError(Throwable failure) {
                            end.complete(Status.fromThrowable(failure));
                        }

                        @Override
                        public void onCompleted() {
                            end.complete(Status.OK);
                        }
                    });
            stream.onNext(DeliverRequests.newBuilder()
                    .addRequests(DeliverRequest.newBuilder()
                            .setDeliver(DeliverMessage.newBuilder()
                                    .setDelivery(1)
                                    .setMessage(AcceptedMessage.newBuilder()
                                            .setAppId(cloud.app().appId()))))
                    .build());
            assertThat(end.get(20, TimeUnit.SECONDS).getCode())
                    .isEqualTo(forger.equals(NOBODY) ? Status.Code.UNAUTHENTICATED : Status.Code.PERMISSION_DENIED);
        }
    }

    private List<ThrowingCallable> callsAs(String service) {
        return calls(
                as(service, PortSetting.ACCOUNT_GRPC),
                as(service, PortSetting.TOPIC_GRPC),
                as(service, PortSetting.HISTORY_GRPC),
                as(service, PortSetting.GATEWAY_GRPC));
    }

    /** Secrets, members, messages, accounts: over account-service, topic-service, history-service and a gateway. */
    private List<ThrowingCallable> calls(ManagedChannel... to) {
        long app = cloud.app().appId();
        SettingsRequest settings = SettingsRequest.newBuilder().setAppId(app).build();
        return List.of(
                () -> patient(CallbacksGrpc.newBlockingStub(to[0])).settings(settings),
                () -> patient(TopicsGrpc.newBlockingStub(to[1]))
                        .roster(RosterRequest.newBuilder().setAppId(app).build()),
                () -> patient(AppsGrpc.newBlockingStub(to[0])).settings(settings),
                () -> patient(AccountsGrpc.newBlockingStub(to[0]))
                        .resolve(ResolveRequest.newBuilder()
                                .setAppId(app)
                                .addAccounts("mallory")
                                .setCreate(true)
                                .build()),
                () -> patient(InboxGrpc.newBlockingStub(to[2])).pull(PullRequest.getDefaultInstance()),
                () -> patient(DeliveryGrpc.newBlockingStub(to[3])).idle(IdleRequest.getDefaultInstance()));
    }

    private static <S extends AbstractStub<S>> S patient(S stub) {
        return stub.withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    private static Status.Code codeOf(Throwable failure) {
        return Status.fromThrowable(failure).getCode();
    }

    private ManagedChannel as(String service, PortSetting port) {
        Path certificates = cloud.certificates();
        var context = GrpcSslContexts.forClient()
                .trustManager(certificates.resolve("ca.crt").toFile());
        if (!service.equals(NOBODY)) {
            context.keyManager(
                    certificates.resolve(service + ".crt").toFile(),
                    certificates.resolve(service + ".key").toFile());
        }
        try {
            return channel(address(port).overrideAuthority(port.process()).sslContext(context.build()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private NettyChannelBuilder address(PortSetting port) {
        return NettyChannelBuilder.forAddress("127.0.0.1", cloud.settings().port(port));
    }

    private ManagedChannel channel(NettyChannelBuilder builder) {
        ManagedChannel channel = builder.build();
        channels.add(channel);
        return channel;
    }
}
