package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.frame.WireKeys;
import io.openmimc.proto.wire.ClientHeader;
import io.openmimc.proto.wire.XMMsgBind;
import io.openmimc.proto.wire.XMMsgBindResp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What both transports promise about logging in. docs/wire-protocol.md 5, 15.2. */
interface LoginContract extends Fixture {
    @Test
    default void aLoginIsAnsweredWithAllFieldsAndRegistered() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        XMMsgBindResp answer = phone.bind();
        assertThat(answer.getResult()).isTrue();
        assertThat(answer.hasErrorType() && answer.hasErrorReason() && answer.hasErrorDesc())
                .isTrue();
        assertThat(gateway().login(phone.identity)).isNotNull();
    }

    @Test
    default void aWebClientMaySendAnEmptyKickThatItSignedAsZero() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        ClientHeader header = phone.header("BIND", "b1");
        XMMsgBind bind = phone.bindRequest(header).setKick("").build();
        assertThat(phone.bind(header, bind).getResult()).isTrue();
    }

    @Test
    default void aWrongSignatureIsRefusedAndTheNextLoginOnTheSameConnectionSucceeds() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        ClientHeader header = phone.header("BIND", "b1");
        XMMsgBindResp refused = phone.bind(
                header, phone.bindRequest(header).setSig("bm90IHJpZ2h0").build());
        assertThat(refused.getResult()).isFalse();
        assertThat(refused.getErrorType()).isEqualTo("auth");
        assertThat(refused.getErrorReason()).isEqualTo("invalid-signature");
        assertThat(phone.bind().getResult()).isTrue();
    }

    @Test
    default void everyTokenProblemIsRefusedInTheWordsThatMakeClientsFetchANewOne() throws Exception {
        Identity good = stranger("alice");
        Identity bob = stranger("bob");
        long otherApp = neighbours().accounts().newApp();
        Identity expired = gateway()
                .identity(
                        neighbours(),
                        AccountService.APP,
                        good.account(),
                        Instant.now().minus(Duration.ofDays(2)),
                        Duration.ofDays(1));
        Identity elsewhere =
                gateway().identity(neighbours(), otherApp, good.account(), Instant.now(), Duration.ofDays(1));
        Phone phone = phone(good).connect();
        for (Identity bad : List.of(
                expired,
                with(good, bob.token(), bob.securityKey()),
                with(good, elsewhere.token(), elsewhere.securityKey()),
                with(good, "no.such.token", good.securityKey()),
                with(good, good.token() + "x", good.securityKey()),
                with(good, "", good.securityKey()))) {
            Phone other = phone(bad).connect();
            XMMsgBindResp refused = other.bind();
            assertThat(refused.getResult()).isFalse();
            assertThat(refused.getErrorType()).isEqualTo("token-expired");
            assertThat(refused.getErrorReason()).isEqualTo("invalid-token");
            assertThat(refused.getErrorDesc()).isNotEmpty();
            other.ping();
        }
        assertThat(phone.bind().getResult()).isTrue();
    }

    private static Identity with(Identity who, String token, String securityKey) {
        return new Identity(who.appId(), who.account(), who.uuid(), who.resource(), token, securityKey);
    }

    @Test
    default void afterManyRefusalsTheAnswersSlowDown() throws Exception {
        Identity good = stranger("alice");
        Phone phone = phone(with(good, "bad", good.securityKey())).connect();
        for (int i = 0; i < 4; i++) {
            assertThat(phone.bind().getResult()).isFalse();
        }
        long start = System.nanoTime();
        assertThat(phone.bind().getResult()).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(400));
    }

    @Test
    default void aRepeatedLoginIsARefreshAndDeliversNothingTwice() throws Exception {
        Identity bob = stranger("bob");
        AcceptedMessage stored = Gateway.message(stranger("alice"), bob, "x-1", "hello");
        neighbours().history().store(bob.uuid(), stored);
        Phone phone = phone(bob).login();
        assertThat(phone.compound().getPacketsCount()).isEqualTo(1);
        long session = gateway().login(bob).session();
        assertThat(phone.bind().getResult()).isTrue();
        phone.acknowledge(stored.getSequence());
        phone.ping();
        assertThat(gateway().login(bob).session()).isEqualTo(session);
    }

    @Test
    default void aRefreshWithAnotherTokenChangesTheKeyOfPayloads() throws Exception {
        Identity alice = stranger("alice");
        Identity renewed = gateway()
                .identity(neighbours(), AccountService.APP, alice.account(), Instant.now(), Duration.ofDays(1));
        Wire wire = wire();
        Phone phone = new Phone(wire, alice).login();
        Phone same = new Phone(wire, renewed);
        ClientHeader header = same.header("BIND", "b9");
        XMMsgBind.Builder bind =
                XMMsgBind.newBuilder().setToken(renewed.token()).setMethod("XIAOMI-PASS");
        bind.setSig(WireKeys.bindSignature(phone.challenge(), header, bind.build(), renewed.securityKey()));
        assertThat(same.bind(header, bind.build()).getResult()).isTrue();
        same.send(same.message("p-1", "bob", ByteString.copyFromUtf8("hi")));
        assertThat(same.packetAck().getCode()).isZero();
    }

    @Test
    default void pingsAreAnsweredBeforeAndAfterLogin() throws Exception {
        Phone phone = phone(stranger("alice")).connect();
        phone.ping();
        assertThat(phone.bind().getResult()).isTrue();
        phone.ping();
    }

    @Test
    default void whileAccountServiceIsAwayALoginIsRefusedForLater() throws Exception {
        long app = neighbours().accounts().newApp();
        Identity alice = gateway().identity(neighbours(), app, "alice", Instant.now(), Duration.ofDays(1));
        Phone phone = phone(alice).connect();
        neighbours().close();
        try {
            XMMsgBindResp refused = phone.bind();
            assertThat(refused.getErrorType()).isEqualTo("wait");
            assertThat(refused.getErrorReason()).isEqualTo("try-again");
        } finally {
            neighbours().open();
        }
        await().atMost(Wire.PATIENCE)
                .untilAsserted(() -> assertThat(phone.bind().getResult()).isTrue());
    }

    @Test
    default void anAppThatIsFullLetsNobodyInButThoseWhoAreThereAndWhoLeavesMakesRoom() throws Exception {
        // Given
        long app = neighbours().accounts().newApp(2, 0);
        Phone alice = phone(in(app, "alice")).login();
        Phone bob = phone(in(app, "bob")).login();
        Phone carol = phone(in(app, "carol")).connect();
        // When
        XMMsgBindResp refused = carol.bind();
        // Then
        assertThat(refused.getResult()).isFalse();
        assertThat(refused.getErrorType()).isEqualTo("wait");
        assertThat(refused.getErrorReason()).isEqualTo("too-many-connections");
        phone(alice.identity).login(); // on another connection: the same device
        bob.close();
        await().atMost(Wire.PATIENCE).until(() -> carol.bind().getResult());
    }

    @Test
    default void anAppThatLogsInTooFastIsToldToTryAgainAndItsNeighbourIsNot() throws Exception {
        // Given
        long hasty = neighbours().accounts().newApp(0, 1);
        Phone phone = phone(in(hasty, "alice")).connect();
        // When
        XMMsgBindResp answer = phone.bind();
        for (int i = 0; i < 100 && answer.getResult(); i++) {
            answer = phone.bind();
        }
        // Then
        assertThat(answer.getResult()).as("50 pass at once, then one a second").isFalse();
        assertThat(answer.getErrorType()).isEqualTo("wait");
        assertThat(answer.getErrorReason()).isEqualTo("try-again");
        phone(stranger("bob")).login();
        await().atMost(Wire.PATIENCE).until(() -> phone.bind().getResult());
    }

    private Identity in(long app, String account) {
        return gateway().identity(neighbours(), app, account, Instant.now(), Duration.ofDays(1));
    }
}
