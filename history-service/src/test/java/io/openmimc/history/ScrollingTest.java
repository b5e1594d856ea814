package io.openmimc.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.history.archive.ArchivedMessage;
import io.openmimc.history.archive.Conversation;
import io.openmimc.history.archive.Conversations;
import io.openmimc.history.archive.Slice;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Reads conversations page by page, in which several messages have the same millisecond. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class ScrollingTest extends HistoryFixture {
    private static final int BATCHES = 24;
    private static final int MOST_IN_A_MS = 9;
    private static final int LARGEST_PAGE = 200;
    private static final long WEEK_MS = 7L * 24 * 3600 * 1000;

    private final long now = System.currentTimeMillis();
    private final long seed = now;
    private final Random random = new Random(seed);

    @Inject
    Conversations conversations;

    @Test
    void scrollingBackByTheEarliestTimeShowsEachMessageOfTwoAccountsOnceWhateverThePageSize() {
        var sent = store(MessageLog.message(alice, "pc", bob).build());
        everyPageSize(sent, this::backwards);
    }

    @Test
    void scrollingBackByTheEarliestTimeShowsEachMessageOfATopicOnceWhateverThePageSize() {
        var sent = store(topic());
        everyPageSize(sent, this::backwards);
    }

    @Test
    void readingOnBySequenceShowsEachMessageOfATopicOnceWhateverThePageSize() {
        var sent = store(topic());
        everyPageSize(sent, this::forwards);
    }

    private AcceptedMessage topic() {
        return MessageLog.toTopic(alice, "pc", neighbours.topics().create(Neighbours.APP, alice))
                .build();
    }

    private interface Scroll {
        List<Long> all(Conversation conversation, int pageSize);
    }

    private void everyPageSize(List<AcceptedMessage> sent, Scroll scroll) {
        var conversation = Conversation.of(sent.get(0));
        var expected = sent.stream().map(AcceptedMessage::getSequence).toList();
        await().atMost(PATIENCE).until(() -> sequences(read(conversation, sent.size() + 1)), expected::equals);
        for (int pageSize = 1; pageSize <= LARGEST_PAGE; pageSize++) {
            assertThat(scroll.all(conversation, pageSize))
                    .as("page size %d, seed %d", pageSize, seed)
                    .isEqualTo(expected);
        }
    }

    private Slice read(Conversation conversation, int most) {
        return conversations
                .first(conversation, 0, Long.MAX_VALUE, most)
                .toCompletableFuture()
                .join();
    }

    /** As docs/rest-api.md says: the next page ends before the time of the earliest message. */
    private List<Long> backwards(Conversation conversation, int pageSize) {
        List<List<Long>> pages = new ArrayList<>();
        long to = now + 1;
        while (true) {
            var page = sequences(conversations
                    .last(conversation, 0, Sequence.firstAt(to), pageSize)
                    .toCompletableFuture()
                    .join());
            if (page.isEmpty()) {
                Collections.reverse(pages);
                return pages.stream().flatMap(List::stream).toList();
            }
            assertThat(page.size()).isLessThan(pageSize + MOST_IN_A_MS);
            pages.add(page);
            to = Sequence.timestampMs(page.get(0));
        }
    }

    private List<Long> forwards(Conversation conversation, int pageSize) {
        List<Long> all = new ArrayList<>();
        Slice page;
        long from = 0;
        do {
            page = conversations
                    .first(conversation, from, Long.MAX_VALUE, pageSize)
                    .toCompletableFuture()
                    .join();
            all.addAll(sequences(page));
            from = all.get(all.size() - 1) + 1;
        } while (page.more());
        return all;
    }

    private static List<Long> sequences(Slice slice) {
        return slice.messages().stream().map(ArchivedMessage::sequence).toList();
    }

    /** Batches of one to nine messages of a millisecond, some of them in the next one, in two weeks. */
    private List<AcceptedMessage> store(AcceptedMessage template) {
        List<AcceptedMessage> sent = Stream.of(now - WEEK_MS, now - 60_000)
                .flatMap(start -> batches(template, start))
                .toList();
        var shuffled = new ArrayList<>(sent);
        Collections.shuffle(shuffled, random);
        shuffled.forEach(log::send);
        return sent;
    }

    private Stream<AcceptedMessage> batches(AcceptedMessage template, long start) {
        List<AcceptedMessage> messages = new ArrayList<>();
        long ms = start;
        for (int batch = 0; batch < BATCHES / 2; batch++) {
            ms += 1 + random.nextInt(3);
            int size = 1 + random.nextInt(MOST_IN_A_MS);
            for (int counter = 0; counter < size; counter++) {
                messages.add(template.toBuilder()
                        .setSequence(Sequence.of(ms, 1, counter))
                        .setTimestamp(ms)
                        .setPacketId("p" + messages.size())
                        .build());
            }
        }
        return messages.stream();
    }
}
