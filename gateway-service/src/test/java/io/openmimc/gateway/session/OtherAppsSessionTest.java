package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.gateway.DeliveryGrpc;
import io.openmimc.proto.gateway.IdleRequest;
import io.openmimc.proto.gateway.KickRequest;
import io.openmimc.proto.gateway.SessionRef;
import io.openmimc.proto.gateway.SignalRequest;
import io.openmimc.proto.wire.MIMCPacket;
import io.openmimc.proto.wire.MIMC_MSG_TYPE;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who knows a session but names another app reaches nothing. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class OtherAppsSessionTest {
    Neighbours neighbours;

    @Inject
    Gateway gateway;

    @ConfigProperty(name = "openmimc.gateway.address")
    String address;

    private ManagedChannel channel;
    private Identity bob;
    private Phone phone;
    private SessionRef session;

    @BeforeEach
    void bobIsThere() throws Exception {
        gateway.awaitReady();
        channel = NettyChannelBuilder.forTarget(address).usePlaintext().build();
        bob = gateway.stranger(neighbours, "bob");
        phone = new Phone(gateway.tcp(), bob).login();
        session = TestDispatcher.reference(bob, gateway.login(bob));
    }

    @AfterEach
    void close() throws Exception {
        phone.close();
        channel.shutdownNow();
    }

    @Test
    void aKickInTheNameOfAnotherAppEndsNoSession() throws Exception {
        // When
        kick(bob.appId() + 1);
        kick(0);
        // Then
        phone.ping();
        assertThat(idle(bob.appId())).isNotEqualTo(Idleness.GONE);
        // And: what was wrong was the app
        kick(bob.appId());
        assertThat(phone.kick().getType()).isEqualTo("single-resource-kick");
        await().atMost(Wire.PATIENCE).until(() -> idle(bob.appId()) == Idleness.GONE);
    }

    @Test
    void howLongSomebodyWasIdleIsNotToldToAnotherApp() {
        assertThat(idle(bob.appId() + 1)).isEqualTo(Idleness.GONE);
        assertThat(idle(0)).isEqualTo(Idleness.GONE);
        assertThat(idle(bob.appId())).isNotNegative();
    }

    @Test
    void aSignalInTheNameOfAnotherAppReachesNoSession() throws Exception {
        // When
        signal(bob.appId() + 1, "forged");
        signal(bob.appId(), "real");
        // Then
        assertThat(phone.receive().getPacketId()).isEqualTo("real");
    }

    private DeliveryGrpc.DeliveryBlockingStub delivery() {
        return DeliveryGrpc.newBlockingStub(channel).withDeadlineAfter(Wire.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void kick(long appId) {
        delivery()
                .kick(KickRequest.newBuilder()
                        .setAppId(appId)
                        .addSessions(session)
                        .setReason(KickRequest.Reason.TOO_MANY_RESOURCES)
                        .build());
    }

    private long idle(long appId) {
        return delivery()
                .idle(IdleRequest.newBuilder()
                        .setAppId(appId)
                        .addSessions(session)
                        .build())
                .getIdleMs(0);
    }

    private void signal(long appId, String packetId) {
        delivery()
                .signal(SignalRequest.newBuilder()
                        .setAppId(appId)
                        .addTargets(session)
                        .setPacket(MIMCPacket.newBuilder()
                                .setPacketId(packetId)
                                .setType(MIMC_MSG_TYPE.ONLINE_MESSAGE)
                                .build()
                                .toByteString())
                        .build());
    }
}
