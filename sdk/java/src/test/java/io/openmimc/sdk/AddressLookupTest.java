package io.openmimc.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class AddressLookupTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void theClientConnectsToTheAddressThatTheLookupNames() throws Exception {
        try (JsonServer lookup = new JsonServer();
                ScriptedGateway gateway = new ScriptedGateway(false);
                MimcClient client = client(lookup)) {
            lookup.answer(
                    "/gslb/",
                    "{\"S\":\"Ok\",\"R\":{\"wifi\":{\"fe.test\":[\"127.0.0.1:" + gateway.port()
                            + "\"],\"relay.test\":[\"127.0.0.1:9\"]}}}");
            assertThat(client.login().toCompletableFuture()).succeedsWithin(PATIENCE);
            assertThat(lookup.asked.get(0).path()).isEqualTo("/gslb/?ver=4.0&type=wifi&list=fe.test,relay.test&");
        }
    }

    @Test
    void aLookupThatFailsIsTriedAgainAndTold() throws Exception {
        try (JsonServer lookup = new JsonServer();
                MimcClient client = client(lookup)) {
            List<String> reasons = new CopyOnWriteArrayList<>();
            client.onStatus(change -> reasons.add(change.reason()));
            client.login();
            await().atMost(PATIENCE).until(() -> lookup.asked.size() >= 2);
            // Listeners have a lane of their own, so the news may come after the next attempt.
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(reasons)
                    .anyMatch(reason -> reason.startsWith("address look-up: ")));
        }
    }

    @Test
    void anAnswerWithoutTheDomainIsRefused() {
        assertThatThrownBy(
                        () -> AddressLookup.read("{\"S\":\"Ok\",\"R\":{\"wifi\":{\"other\":[\"1.2.3.4:5\"]}}}", "fe"))
                .hasMessage("the address look-up knows no address of fe");
    }

    private static MimcClient client(JsonServer lookup) {
        return MimcClient.builder()
                .appId(1)
                .account("alice")
                .tokenSupplier(() -> CompletableFuture.completedFuture(MimcClientContract.token("t")))
                .resolver(lookup.uri().resolve("/gslb/"))
                .backoff(Duration.ofMillis(20), Duration.ofMillis(50))
                .build();
    }
}
