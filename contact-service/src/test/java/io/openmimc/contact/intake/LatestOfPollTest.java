package io.openmimc.contact.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LatestOfPollTest {
    private static final AccountRef BOB =
            AccountRef.newBuilder().setUuid(2).setAccount("bob").build();

    private final LatestOfPoll latest = new LatestOfPoll();

    private static AcceptedMessage message(long sequence) {
        return AcceptedMessage.newBuilder().setSequence(sequence).setTopicId(7).build();
    }

    private List<Long> sequences() {
        List<Long> sequences = new ArrayList<>();
        latest.forEach(row -> sequences.add(row.message().getSequence()));
        return sequences;
    }

    @Test
    void ofAConversationTheLastMessageIsLeftWhateverTheOrder() {
        // When
        latest.ofPeer(1, BOB, message(10));
        latest.ofPeer(1, BOB, message(30));
        latest.ofPeer(1, BOB, message(20));
        latest.ofTopic(message(5));
        latest.ofTopic(message(4));
        // Then
        assertThat(sequences()).containsExactly(30L, 5L);
    }

    @Test
    void allAreDoneWhenTheLastOneIsDurable() {
        // Given
        List<CompletableFuture<Void>> stages =
                List.of(latest.ofTopic(message(1)), latest.ofTopic(message(3)), latest.ofTopic(message(2)));
        assertThat(stages).noneMatch(CompletableFuture::isDone);
        // When
        latest.forEach(row -> row.done().complete(null));
        // Then
        assertThat(stages).allMatch(CompletableFuture::isDone);
    }

    @Test
    void eachSideHasARowOfItsOwn() {
        // When
        latest.ofPeer(1, BOB, message(1));
        latest.ofPeer(3, BOB, message(2));
        // Then
        assertThat(latest.size()).isEqualTo(2);
    }
}
