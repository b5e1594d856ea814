package io.openmimc.gateway.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.session.Phone.Identity;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.Standing;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Sessions of accounts that are banned, or whose tokens are revoked. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class BannedSessionTest extends AccountEventsFixture {
    @Override
    Identity first() throws Exception {
        return gateway.stranger(neighbours, "first");
    }

    @Override
    void end(Identity account) throws Exception {
        stand(account, true, 0);
    }

    /** Changes how an account stands, and tells of it. */
    private void stand(Identity account, boolean banned, long generation) throws Exception {
        long version = neighbours.accounts().standing(account.uuid(), banned, generation);
        AccountChanged event = AccountChanged.newBuilder()
                .setAppId(account.appId())
                .setAccount(AccountRef.newBuilder().setUuid(account.uuid()).setAccount(account.account()))
                .setChange(AccountChanged.Change.STANDING)
                .setStanding(Standing.newBuilder()
                        .setVersion(version)
                        .setBanned(banned)
                        .setTokenGeneration(generation))
                .build();
        tell(event);
    }

    private static ValidatableResponse push(Identity from, String to) {
        return given().contentType(ContentType.JSON)
                .body(Map.of(
                        "appId",
                        Long.toString(AccountService.APP),
                        "appKey",
                        AccountService.KEY,
                        "appSecret",
                        AccountService.SECRET,
                        "fromAccount",
                        from.account(),
                        "fromResource",
                        "server",
                        "toAccount",
                        to,
                        "msg",
                        "hello"))
                .post("/api/push/p2p/")
                .then();
    }

    @Test
    void everyDeviceOfABannedAccountIsKickedWithinASecondAndKeptOutUntilItIsUnbanned() throws Exception {
        // Given
        Identity mallory = gateway.stranger(neighbours, "mallory");
        Phone phone = phone(mallory).login();
        Phone tablet = phone(mallory.resource("tablet")).login();
        Phone other = phone(gateway.stranger(neighbours, "other")).login();
        // When
        long start = System.nanoTime();
        stand(mallory, true, 0);
        // Then
        assertThat(phone.kick().getType()).isEqualTo("token-expired");
        assertThat(tablet.kick().getType()).isEqualTo("token-expired");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        assertTokenRefused(phone.bind());
        other.ping();
        await().atMost(Wire.PATIENCE).until(() -> gateway.login(mallory) == null);
        // When
        stand(mallory, false, 0);
        // Then
        await().atMost(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(tablet.bind().getResult()).isTrue());
    }

    @Test
    void aMessageOfABannedAccountThatCrossesTheKickIsRefused() throws Exception {
        // Given
        Identity mallory = gateway.stranger(neighbours, "mallory");
        Phone phone = phone(mallory).login();
        stand(mallory, true, 0);
        await().atMost(Wire.PATIENCE).until(() -> gateway.served(mallory) == 0);
        // When
        phone.send(phone.message("p-1", "bob", ByteString.copyFromUtf8("am I in time?")));
        // Then
        phone.kick();
        Fixture.assertRefused(phone.packetAck(), "p-1", 403);
    }

    @Test
    void aDisplacedDeviceThatCouldGoOnSendingIsKickedAndRefusedToo() throws Exception {
        // Given
        Identity mallory = gateway.stranger(neighbours, "mallory");
        Phone older = phone(mallory).login();
        Phone newer = phone(mallory).login();
        older.send(older.message("p-1", "bob", ByteString.copyFromUtf8("I may still send")));
        assertThat(older.packetAck().getSequence()).isPositive();
        // When
        stand(mallory, true, 0);
        // Then
        assertThat(newer.kick().getType()).isEqualTo("token-expired");
        assertThat(older.kick().getType()).isEqualTo("token-expired");
        older.send(older.message("p-2", "bob", ByteString.copyFromUtf8("and now?")));
        Fixture.assertRefused(older.packetAck(), "p-2", 403);
    }

    @Test
    void aDisplacedDeviceWithARevokedTokenSendsNoMore() throws Exception {
        // Given: the token was stolen, and the owner has logged in with it, too
        Identity alice = gateway.stranger(neighbours, "alice");
        Phone thief = phone(alice).login();
        Phone owner = phone(alice).login();
        // When
        stand(alice, false, 1);
        // Then
        assertThat(owner.kick().getType()).isEqualTo("token-expired");
        assertThat(thief.kick().getType()).isEqualTo("token-expired");
        thief.send(thief.message("p-1", "bob", ByteString.copyFromUtf8("give me your money")));
        thief.ping(); // an acknowledgement in place of the answers would fail
        assertTokenRefused(thief.bind());
    }

    @Test
    void aPushInTheNameOfABannedAccountIsRefused() throws Exception {
        Identity mallory = gateway.stranger(neighbours, "mallory");
        push(mallory, "bob").body("code", is(200));
        stand(mallory, true, 0);
        await().atMost(Duration.ofSeconds(1))
                .untilAsserted(() -> push(mallory, "bob").body("code", is(403)));
        push(gateway.stranger(neighbours, "bob"), mallory.account()).body("code", is(200));
    }

    @Test
    void revokedTokensEndTheirSessionsAndTheNextOneIsGood() throws Exception {
        // Given
        Identity alice = gateway.stranger(neighbours, "alice");
        Phone phone = phone(alice).login();
        Phone fresh = phone(gateway.ofGeneration(neighbours, alice.resource("tablet"), 1))
                .login();
        // When
        stand(alice, false, 1);
        // Then
        assertThat(phone.kick().getType()).isEqualTo("token-expired");
        assertTokenRefused(phone.bind());
        fresh.ping();
        assertThat(phone.as(gateway.ofGeneration(neighbours, alice, 1)).bind().getResult())
                .isTrue();
    }

    @Test
    void aBanThatNobodyToldThisGatewayOfIsFoundByAsking() throws Exception {
        Identity mallory = gateway.stranger(neighbours, "mallory");
        neighbours.accounts().standing(mallory.uuid(), true, 0);
        Phone phone = phone(mallory).connect();
        assertTokenRefused(phone.bind());
    }

    @Test
    void whileAccountServiceIsAwayTheKnownBannedStayOutAndOthersComeInUntilItIsBack() throws Exception {
        // Given
        Identity known = gateway.stranger(neighbours, "known");
        Identity unknown = gateway.stranger(neighbours, "unknown");
        Identity good = gateway.stranger(neighbours, "good");
        stand(known, true, 0);
        neighbours.accounts().standing(unknown.uuid(), true, 0);
        Phone first = phone(known).connect();
        assertTokenRefused(first.bind());
        neighbours.close();
        // When
        Phone second = phone(unknown).login();
        Phone third = phone(good).login();
        // Then
        assertTokenRefused(first.bind());
        // When
        neighbours.open();
        // Then
        assertThat(second.kick().getType()).isEqualTo("token-expired");
        third.ping();
    }
}
