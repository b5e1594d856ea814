package io.openmimc.history.inbox;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.google.protobuf.InvalidProtocolBufferException;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.InboxRow;
import io.openmimc.proto.inbox.RowRef;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Collects one page of what is there for a device. Used by one call, so confined to its chain of stages. */
final class PageReader {
    private final InboxRows inbox;
    private final long uuid;
    private final KnownDevice device;
    private final Set<Long> leaveOut;
    private final Set<Long> takenByOthers = new HashSet<>();
    private final int maxMessages;
    private final int maxBytes;
    private final InboxPage.Builder page = InboxPage.newBuilder();
    private long bytes;
    private int passed;
    private long passedUpTo;

    /** @param settled sequences that were settled in this same call */
    PageReader(InboxRows inbox, long uuid, KnownDevice device, Set<Long> settled, int maxMessages, int maxBytes) {
        this.inbox = inbox;
        this.uuid = uuid;
        this.device = device;
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

    /** Rows before the first one of the page: this device is done with them. */
    int passed() {
        return passed;
    }

    /** Position of the last of them; 0: none. */
    long passedUpTo() {
        return passedUpTo;
    }

    /** False when the page is full and there is one more. */
    private boolean take(Row row) {
        long sequence = row.getLong("sequence");
        if (!isFor(row, sequence)) {
            if (page.getRowsCount() == 0) {
                passed++;
                passedUpTo = row.getLong("position");
            }
            return true;
        }
        AcceptedMessage message = parse(Objects.requireNonNull(row.getByteBuffer("message")));
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

    /** A message may have several rows: of two attempts, of a replay, and marks that were made before the row was there. */
    private boolean isFor(Row row, long sequence) {
        Set<String> taken = names(row, "taken");
        if (taken.contains(device.resource())) {
            leaveOut.add(sequence);
            return false;
        }
        Set<String> owed = names(row, "owed");
        ByteBuffer message = row.getByteBuffer("message");
        if (device.cameAfter(Sequence.timestampMs(sequence), taken, owed) && !takenByNobody(message, taken)) {
            takenByOthers.add(sequence);
        }
        return message != null
                && !leaveOut.contains(sequence)
                && (!takenByOthers.contains(sequence) || owed.contains(device.resource()));
    }

    /** A push names the device in whose name it is, which does not get it: that it took it is not said. */
    private boolean takenByNobody(@Nullable ByteBuffer blob, Set<String> taken) {
        if (blob == null || taken.size() > 1) {
            return false;
        }
        AcceptedMessage message = parse(blob.duplicate());
        return message.getPush() && message.getFrom().getUuid() == uuid && taken.contains(message.getFromResource());
    }

    private static Set<String> names(Row row, String column) {
        Set<String> names = row.getSet(column, String.class);
        return names == null ? Set.of() : names;
    }

    private static AcceptedMessage parse(ByteBuffer blob) {
        try {
            return AcceptedMessage.parseFrom(blob);
        } catch (InvalidProtocolBufferException e) {
            throw new ImException(ErrorCode.INTERNAL, "a stored message cannot be read");
        }
    }
}
