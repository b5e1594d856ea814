package io.openmimc.history.inbox;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.inbox.UnreadResponse;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Counts what no device of an account has taken: rows that no device is marked in, and that lie behind no device's cursor.
 * docs/adr/0009-unread-is-what-waits-in-the-inbox.md. All failures are {@link io.openmimc.proto.ImException}:
 * NOT_FOUND for an account of another app, UNAVAILABLE.
 */
@Singleton
class Unread {
    /** Rows looked at; beyond, the numbers are lower bounds. */
    static final int MAX_ROWS = 10_000;

    private final InboxRows rows;
    private final Owners owners;
    private final InboxConfig config;

    Unread(InboxRows rows, Owners owners, InboxConfig config) {
        this.rows = rows;
        this.owners = owners;
        this.config = config;
    }

    CompletionStage<UnreadResponse> of(long appId, long uuid) {
        return owners.devices(appId, uuid)
                .thenCompose(known -> rows.scanConversations(uuid, Positions.before(furthest(known), config.overlap())))
                .thenCompose(page -> new Count().add(page));
    }

    /** Of the device that has read furthest; within the overlap before it, rows say themselves who has taken them. */
    private static long furthest(List<KnownDevice> known) {
        return known.stream().mapToLong(KnownDevice::cursor).max().orElse(0);
    }

    /** Used by one call, so confined to its chain of stages. */
    private final class Count {
        private final Map<Long, Talk> waiting = new HashMap<>(); // by sequence
        /** A message may have two rows, of a replay or an attempt that failed only seemingly; one device may have taken one. */
        private final Set<Long> taken = new HashSet<>();

        private int seen;

        private CompletionStage<UnreadResponse> add(AsyncResultSet page) {
            for (Row row : page.currentPage()) {
                if (seen == MAX_ROWS) {
                    return CompletableFuture.completedStage(answer(true));
                }
                seen++;
                add(row);
            }
            return page.hasMorePages()
                    ? rows.next(page).thenCompose(this::add)
                    : CompletableFuture.completedStage(answer(false));
        }

        private void add(Row row) {
            long sequence = row.getLong("sequence");
            Set<String> by = row.getSet("taken", String.class);
            if (by != null && !by.isEmpty()) {
                taken.add(sequence);
            } else if (row.getByte("kind") != Talk.OF_NONE) {
                waiting.put(sequence, new Talk(row.getByte("kind"), row.getLong("conversation")));
            }
        }

        private UnreadResponse answer(boolean more) {
            waiting.keySet().removeAll(taken);
            Map<Talk, Integer> counts = new HashMap<>();
            waiting.values().forEach(talk -> counts.merge(talk, 1, Integer::sum));
            UnreadResponse.Builder answer = UnreadResponse.newBuilder().setMore(more);
            counts.forEach((talk, messages) -> answer.addConversations(UnreadResponse.Conversation.newBuilder()
                    .setKind(Kind.forNumber(talk.kind()))
                    .setId(talk.conversation())
                    .setMessages(messages)));
            return answer.build();
        }
    }
}
