package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.MimcClientBuilder;
import io.openmimc.sdk.Status;
import io.openmimc.sdk.rest.Accounts;
import io.openmimc.sdk.rest.MimcRest;
import io.openmimc.sdk.rest.Push;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A ban and a revocation hold from a second after the answer on every gateway and in every service, and so does their end. */
@ExtendWith(CloudExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BanTest {
    private static final Duration EFFECT = Duration.ofSeconds(1);
    private static final Duration A_LOOK = Duration.ofMillis(20);
    private static final byte[] HELLO = "hello".getBytes(UTF_8);

    private final Cloud cloud;
    private final SecondGateway second;
    private final MimcRest restOfSecond;
    private final Accounts accounts;
    private String mallory;
    private String alice;
    private LoginToken token;
    private long group;

    BanTest(Cloud cloud) {
        this.cloud = cloud;
        this.second = cloud.secondGateway();
        this.restOfSecond = new MimcRest(second.api());
        this.accounts = cloud.rest().accounts(cloud.app());
    }

    @BeforeEach
    void malloryHasAToken() {
        mallory = Cloud.account("mallory");
        alice = Cloud.account("alice");
        token = Cloud.get(cloud.rest().token(cloud.app(), mallory));
        group = Cloud.get(cloud.topics(alice).create("both", List.of(mallory))).id();
    }

    @AfterAll
    void stop() {
        second.close();
    }

    private MimcClientBuilder withOldToken(MimcClientBuilder client) {
        return client.tokenSupplier(() -> CompletableFuture.completedStage(token));
    }

    /** Everything that the account can ask a service for with its token, or its app's server for it. */
    private Map<String, Supplier<CompletionStage<?>>> callsByToken() {
        return Map.of(
                "groups", () -> cloud.rest().topics(token).mine(),
                "history", () -> cloud.rest().history(token).with(alice).bySequence(0, Long.MAX_VALUE),
                "contacts", () -> cloud.rest().contacts(token).list(),
                "blocks", () -> cloud.rest().blocks(token).isBlocked(alice));
    }

    private Map<String, Supplier<CompletionStage<?>>> callsByServer() {
        Push push = Push.of(mallory, "server", HELLO);
        return Map.of(
                "token", () -> cloud.rest().token(cloud.app(), mallory),
                "groups", () -> cloud.rest().topics(cloud.app(), mallory).mine(),
                "push", () -> cloud.rest().pushes(cloud.app()).toAccount(push, alice),
                "push to a group", () -> cloud.rest().pushes(cloud.app()).toTopic(push, group),
                "push by the second gateway",
                        () -> restOfSecond.pushes(cloud.app()).toAccount(push, alice));
    }

    /** Calls that are made later than a second after that have this answer, if none has it sooner. */
    private static void assertWithinASecond(Map<String, Supplier<CompletionStage<?>>> calls, int code, long fromNanos) {
        calls.forEach((name, call) -> {
            int answer;
            boolean due;
            do {
                due = System.nanoTime() - fromNanos > EFFECT.toNanos();
                answer = code(call);
            } while (answer != code && !due);
            assertThat(answer).as(name).isEqualTo(code);
        });
    }

    /** 200, or what it is refused with. */
    private static int code(Supplier<CompletionStage<?>> call) {
        return Cloud.outcome(call.get()).map(refusal -> refusal.code()).orElse(200);
    }

    private static void awaitOut(Device device, long fromNanos) {
        await().pollInterval(A_LOOK).atMost(Device.PATIENCE).until(() -> device.client.status() != Status.ONLINE);
        assertThat(Duration.ofNanos(System.nanoTime() - fromNanos)).isLessThan(EFFECT);
    }

    @Test
    void aBannedAccountIsOutEverywhereUntilItIsUnbanned() {
        try (Device phone = new Device(cloud.tcp(mallory, "phone")).login();
                Device browser = new Device(cloud.webSocket(mallory, "browser")).login();
                Device tablet = new Device(second.tcp(cloud.client(mallory, "tablet"))).login();
                Device ofAlice = new Device(second.tcp(cloud.client(alice, "phone"))).login()) {
            phone.send(alice, "before");
            tablet.sendToTopic(group, "before, in the group");
            callsByToken().values().forEach(call -> assertThat(code(call)).isEqualTo(200));
            callsByServer().values().forEach(call -> assertThat(code(call)).isEqualTo(200));
            // When
            assertThat(Cloud.get(accounts.ban(mallory)).banned()).isTrue();
            // Then
            long banned = System.nanoTime();
            for (Device device : List.of(phone, browser, tablet)) {
                awaitOut(device, banned);
            }
            assertWithinASecond(callsByServer(), 403, banned);
            assertWithinASecond(callsByToken(), 403, banned);
            for (Device device : List.of(
                    new Device(withOldToken(cloud.tcp(mallory, "phone"))),
                    new Device(withOldToken(cloud.webSocket(mallory, "browser"))),
                    new Device(withOldToken(second.tcp(cloud.client(mallory, "tablet")))))) {
                try (device) {
                    assertThat(Cloud.refusal(device.client.login()).code()).isEqualTo(401);
                }
            }
            for (Device device : List.of(phone, browser, tablet)) {
                await().atMost(Device.PATIENCE).until(() -> device.client.status() == Status.LOGGED_OUT);
            }
            ofAlice.send(mallory, "while it is banned");
            // When
            assertThat(Cloud.get(accounts.unban(mallory)).banned()).isFalse();
            // Then
            long unbanned = System.nanoTime();
            assertWithinASecond(callsByServer(), 200, unbanned);
            assertWithinASecond(callsByToken(), 200, unbanned);
            phone.login().send(alice, "after");
            tablet.login().sendToTopic(group, "after, in the group");
            browser.login();
            assertThat(browser.textsUntil("while it is banned")).contains("while it is banned");
            assertThat(ofAlice.textsUntil("after, in the group")).contains("before", "before, in the group", "after");
        }
    }

    @Test
    void revokedTokensAreOfNoUseAnywhereAndDevicesComeBackWithNewOnes() {
        try (Device phone = new Device(cloud.tcp(mallory, "phone")).login();
                Device tablet = new Device(second.tcp(cloud.client(mallory, "tablet"))).login()) {
            callsByToken().values().forEach(call -> assertThat(code(call)).isEqualTo(200));
            // When
            assertThat(Cloud.get(accounts.revokeTokens(mallory)).tokensRevokedAt())
                    .isPositive();
            // Then
            assertWithinASecond(callsByToken(), 401, System.nanoTime());
            for (Device device : List.of(
                    new Device(withOldToken(cloud.tcp(mallory, "thief"))),
                    new Device(withOldToken(second.tcp(cloud.client(mallory, "thief-2")))))) {
                try (device) {
                    assertThat(Cloud.refusal(device.client.login()).code()).isEqualTo(401);
                }
            }
            for (Device device : List.of(phone, tablet)) {
                await().atMost(Device.PATIENCE)
                        .until(() -> device.client.statistics().logins() == 2);
                device.send(alice, "I am back");
            }
            token = Cloud.get(cloud.rest().token(cloud.app(), mallory));
            callsByToken().values().forEach(call -> assertThat(code(call)).isEqualTo(200));
        }
    }

    @Test
    void operatorsBanAndUnbanToo() {
        String path = "/api/admin/apps/" + cloud.app().appId() + "/accounts/";
        try (Device tablet = new Device(second.tcp(cloud.client(mallory, "tablet"))).login()) {
            assertThat(cloud.administer("POST", path + "ban", "{\"appAccount\":\"" + mallory + "\"}")
                            .path("banned")
                            .asBoolean())
                    .isTrue();
            awaitOut(tablet, System.nanoTime());
            await().atMost(Device.PATIENCE).until(() -> tablet.client.status() == Status.LOGGED_OUT);
            cloud.administer("DELETE", path + "ban?appAccount=" + mallory, "");
            assertWithinASecond(callsByServer(), 200, System.nanoTime());
            tablet.login().send(alice, "after");
        }
    }
}
