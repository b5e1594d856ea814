package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.sdk.Ack;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.HistoryMessage;
import io.openmimc.sdk.rest.Topic;
import io.openmimc.sdk.rest.TopicChange;
import io.openmimc.sdk.rest.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Guests of a help desk: their accounts live for some seconds, those of the agents for ever. */
@ExtendWith(CloudExtension.class)
class TemporaryAccountTest {
    /** Enough for all that a guest does before, on a busy machine. */
    private static final Duration LIFE = Duration.ofSeconds(15);

    private static final Duration SHORT_LIFE = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final Cloud cloud;
    private final AppCredentials app;
    private final String guest = Cloud.account("guest");
    private final String agent = Cloud.account("agent");
    private final Topics topicsOfAgent;

    TemporaryAccountTest(Cloud cloud) {
        this.cloud = cloud;
        this.app = cloud.createApp("helpdesk");
        this.topicsOfAgent = cloud.rest().topics(app, agent);
    }

    @BeforeEach
    void theAgentComesBeforeAccountsAreTemporary() {
        Cloud.get(cloud.rest().token(app, agent));
    }

    private void accountsLiveFor(Duration life) {
        cloud.administer("PUT", "/api/admin/apps/" + app.appId(), "{\"temporaryTtlSeconds\":" + life.toSeconds() + "}");
    }

    private static void awaitNextLife(MimcClient client) {
        await().atMost(PATIENCE).until(() -> client.statistics().logins() >= 2);
    }

    @Test
    void aGuestLivesItsTimeAndTheNameIsSomebodyElsesAfterwards() {
        accountsLiveFor(LIFE);
        LoginToken first = Cloud.get(cloud.rest().token(app, guest));
        try (Device agentPhone = new Device(cloud.tcp(app, agent, "phone")).login();
                Device guestPhone = new Device(cloud.tcp(app, guest, "phone")).login();
                Device guestTablet = new Device(cloud.tcp(app, guest, "tablet")).login()) {
            // Given: it talks, is in a group that it owns, and a message waits for its tablet
            guestPhone.send(agent, "help!");
            assertThat(agentPhone.awaitTaken(1).get(0).from().uuid()).isEqualTo(first.uuid());
            guestTablet.logout();
            agentPhone.send(guest, "how can I help?");
            assertThat(guestPhone.textsUntil("how can I help?")).hasSize(1);
            assertThat(Cloud.refusal(cloud.rest().topics(first).create("Mine", List.of(agent)))
                            .code())
                    .isEqualTo(403);
            long topic =
                    Cloud.get(topicsOfAgent.create("Case 1", List.of(guest))).id();
            Cloud.get(topicsOfAgent.update(topic, TopicChange.NONE.withOwner(guest)));
            // When
            awaitNextLife(guestPhone.client);
            // Then
            LoginToken second = Cloud.get(cloud.rest().token(app, guest));
            assertThat(second.uuid()).isNotEqualTo(first.uuid());
            assertThat(Cloud.refusal(cloud.rest().topics(first).mine()).code()).isEqualTo(401);
            assertThat(Cloud.refusal(cloud.rest().history(first).with(agent).bySequence(0, Long.MAX_VALUE))
                            .code())
                    .isEqualTo(401);
            assertThat(loginWith(first).code()).isEqualTo(401);
            assertThat(Cloud.get(cloud.rest().topics(second).mine())).isEmpty();
            assertThat(historyOf(second)).isEmpty();
            await().atMost(PATIENCE).untilAsserted(() -> {
                Topic passedOn = Cloud.get(topicsOfAgent.get(topic));
                assertThat(passedOn.accounts()).containsExactly(agent);
                assertThat(passedOn.info().ownerAccount()).isEqualTo(agent);
            });
            // And what comes for the name comes to the new one, on a tablet that finds nothing else
            try (Device tabletAgain = new Device(cloud.tcp(app, guest, "tablet")).login()) {
                agentPhone.send(guest, "who are you?");
                assertThat(guestPhone.textsUntil("who are you?")).containsExactly("how can I help?", "who are you?");
                assertThat(tabletAgain.textsUntil("who are you?")).containsExactly("who are you?");
            }
        }
    }

    private MimcException loginWith(LoginToken token) {
        try (Device device = new Device(
                cloud.tcp(app, guest, "old phone").tokenSupplier(() -> CompletableFuture.completedStage(token)))) {
            return Cloud.refusal(device.client.login());
        }
    }

    private List<HistoryMessage> historyOf(LoginToken token) {
        return Cloud.get(cloud.rest().history(token).with(agent).bySequence(0, Long.MAX_VALUE))
                .messages();
    }

    @Test
    void everythingSentWhenItsTimeIsUpIsAnswered() {
        accountsLiveFor(SHORT_LIFE);
        try (Device agentPhone = new Device(cloud.tcp(app, agent, "phone")).login();
                Device guestPhone = new Device(cloud.tcp(app, guest, "phone")).login()) {
            // When
            List<CompletionStage<Ack>> sent = new ArrayList<>();
            while (guestPhone.client.statistics().logins() < 2) {
                CompletionStage<Ack> ack = guestPhone.client.send(agent, ("m" + sent.size()).getBytes(UTF_8));
                sent.add(ack);
                Cloud.get(ack.handle((accepted, refusal) -> sent.size()));
            }
            // Then
            long accepted = sent.stream()
                    .map(CompletionStage::toCompletableFuture)
                    .filter(ack -> ack.isDone() && !ack.isCompletedExceptionally())
                    .count();
            assertThat(sent)
                    .allSatisfy(ack -> assertThat(ack.toCompletableFuture()).isDone());
            assertThat(accepted).isPositive();
            guestPhone.send(agent, "last");
            assertThat(agentPhone.textsUntil("last")).hasSizeGreaterThanOrEqualTo((int) accepted);
        }
    }

    @Test
    void whoGoesWhileBeingInvitedIsInNoGroup() {
        long topic = Cloud.get(topicsOfAgent.create("Case 2", List.of())).id();
        accountsLiveFor(SHORT_LIFE);
        long first = Cloud.get(cloud.rest().token(app, guest)).uuid();
        // When: it is invited without a pause while its time runs out
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .atMost(PATIENCE)
                .until(() -> {
                    CompletionStage<Topic> invitation = topicsOfAgent.invite(topic, List.of(guest));
                    assertThat(Cloud.isRefused(invitation, 503) || invited(invitation))
                            .isTrue();
                    return Cloud.get(cloud.rest().token(app, guest)).uuid() != first;
                });
        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        Cloud.get(topicsOfAgent.get(topic)).members())
                .extracting(Topic.Member::uuid)
                .doesNotContain(first));
    }

    private static boolean invited(CompletionStage<Topic> invitation) {
        return Cloud.get(invitation).accounts().size() >= 2;
    }
}
