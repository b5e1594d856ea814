package io.openmimc.history.inbox;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.InboxRow;
import io.openmimc.proto.inbox.RowRef;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Collects one page of what a resource has not taken. Used by one call, so confined to its chain of stages. */
final class PageReader {
    private final InboxRows inbox;
    private final String resource;
    private final Set<Long> leaveOut;
    private final int maxMessages;
    private final int maxBytes;
    private final InboxPage.Builder page = InboxPage.newBuilder();
    private long bytes;
    private int passed;
    private long passedUpTo;

    /** @param settled sequences that were settled in this same call */
    PageReader(InboxRows inbox, String resource, Set<Long> settled, int maxMessages, int maxBytes) {
        this.inbox = inbox;
        this.resource = resource;
        this.leaveOut = new HashSet<>(settled);
        this.maxMessages = maxMessages;
        this.maxBytes = maxBytes;
    }

    CompletionStage<InboxPage> read(AsyncResultSet rows) {
        for (Row row : rows.currentPage()) {
            if (!take(row)) {
                return CompletableFuture.completedStage(page.setMore(true).build());
            }
        }
        return rows.hasMorePages()
                ? inbox.next(rows).thenCompose(this::read)
                : CompletableFuture.completedStage(page.build());
    }

    /** Rows before the first one of the page: this resource is done with them. */
    int passed() {
        return passed;
    }

    /** Position of the last of them; 0: none. */
    long passedUpTo() {
        return passedUpTo;
    }

    /** False when the page is full and there is one more. */
    private boolean take(Row row) {
        ByteBuffer blob = row.getByteBuffer("message");
        long sequence = row.getLong("sequence");
        Set<String> taken = row.getSet("taken", String.class);
        // Without a message: the mark of a row that has expired. Seen before: stored by two attempts, or a replay.
        if (blob == null || (taken != null && taken.contains(resource)) || leaveOut.contains(sequence)) {
            leaveOut.add(sequence);
            if (page.getRowsCount() == 0) {
                passed++;
                passedUpTo = row.getLong("position");
            }
            return true;
        }
        AcceptedMessage message = parse(blob);
        bytes += message.getPayload().size();
        if (page.getRowsCount() > 0 && (page.getRowsCount() >= maxMessages || bytes > maxBytes)) {
            return false;
        }
        leaveOut.add(sequence);
        page.addRows(InboxRow.newBuilder()
                .setRef(RowRef.newBuilder().setPosition(row.getLong("position")).setSequence(sequence))
                .setMessage(message));
        return true;
    }

    private static AcceptedMessage parse(ByteBuffer blob) {
        try {
            return AcceptedMessage.parseFrom(blob);
        } catch (InvalidProtocolBufferException e) {
            throw new ImException(ErrorCode.INTERNAL, "a stored message cannot be read");
        }
    }
}
