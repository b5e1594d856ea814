package io.openmimc.contact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,cassandra"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(Neighbours.class)
class RaceTest extends ContactFixture {
    private static final int CONVERSATIONS = 20;
    private static final int MESSAGES = 4_000;

    @Test
    void aListThatIsReadWhileMessagesPourInNeverGoesBack() {
        // Given
        long topicId = neighbours.newTopic();
        neighbours.join(APP, topicId, "a group", uuid(alice), 1);
        List<String> others = new ArrayList<>();
        for (int i = 0; i < CONVERSATIONS; i++) {
            others.add(account("other"));
        }
        Map<String, Long> seen = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        // When
        CompletableFuture<Void> pouring = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < MESSAGES; i++) {
                String other = others.get(i % CONVERSATIONS);
                // Both directions, so that two partitions of the log are read for one row.
                AcceptedMessage message = send(
                        i % 3 == 0
                                ? p2t(now + i, other, topicId)
                                : i % 3 == 1 ? p2p(now + i, other, alice) : p2p(now + i, alice, other));
                last.put(i % 3 == 0 ? Long.toString(topicId) : Long.toString(uuid(other)), message.getSequence());
            }
        });
        int lists = 0;
        while (!pouring.isDone()) {
            look(list(alice), seen);
            lists++;
        }
        pouring.join();
        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            look(list(alice), seen);
            assertThat(seen).isEqualTo(last);
        });
        assertThat(lists).isPositive();
    }

    /** No row twice, none older than before, the newest first. */
    private static void look(JsonPath list, Map<String, Long> seen) {
        List<String> ids = list.getList("data.id");
        List<Long> sequences = sequences(list).stream().map(Long::valueOf).toList();
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(sequences).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        for (int i = 0; i < ids.size(); i++) {
            Long before = seen.put(ids.get(i), sequences.get(i));
            assertThat(sequences.get(i)).isGreaterThanOrEqualTo(before == null ? 0 : before);
        }
    }

    @Test
    void aMessageThatComesWhileItsSenderIsRemovedIsListed() {
        for (int i = 0; i < 20; i++) {
            // Given
            awaitListed(alice, send(p2p(now + 10 * i, bob, alice)));
            // When
            AcceptedMessage newer = p2p(now + 10 * i + 1, bob, alice).build();
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(newer));
            removePeer(alice, bob);
            sending.join();
            // Then: shown, unless it was there already when the removal looked, and was removed with what was before it
            AcceptedMessage after = send(p2p(now + 10 * i + 2, carol, alice)); // the same partition, after it
            awaitListed(alice, after);
            JsonPath list = list(alice);
            if (names(list).contains(bob)) {
                assertThat(sequences(list)).contains(sequence(newer));
            }
            // When
            removePeer(alice, carol);
            AcceptedMessage last = send(p2p(now + 10 * i + 3, bob, alice));
            // Then
            awaitListed(alice, last);
        }
    }
}
