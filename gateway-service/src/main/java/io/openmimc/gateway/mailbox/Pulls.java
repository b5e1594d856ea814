package io.openmimc.gateway.mailbox;

import io.openmimc.proto.inbox.RowRef;
import io.openmimc.proto.inbox.Settled;
import java.util.List;

/**
 * Asks for the inbox, one page at a time, and tells history-service what the device has taken: with the next request, or
 * at the end alone.
 */
final class Pulls {
    private static final int FIRST_RETRY_MS = 200;
    private static final int LAST_RETRY_MS = 2_000;

    private final Surroundings surroundings;
    private boolean wanted;
    private boolean underway;
    private long notBeforeMs;
    private int failures;
    private List<RowRef> lastPage = List.of();
    private Settled.Builder unsettled = Settled.newBuilder();
    private Settled carried = Settled.getDefaultInstance();

    Pulls(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** The inbox may hold something. */
    void want() {
        wanted = true;
    }

    boolean wanted() {
        return wanted;
    }

    /** Whether an answer is awaited. */
    boolean underway() {
        return underway;
    }

    /** When it is time to ask, if that is wanted. */
    long notBeforeMs() {
        return notBeforeMs;
    }

    /** The device has taken these rows: the next page may be asked for. */
    void taken(List<RowRef> rows) {
        if (!rows.isEmpty()) {
            unsettled.addAllRows(rows);
            wanted = true;
        }
    }

    /** The device has taken a live message after dispatch gave up on it: there is or will be a row, which must not come. */
    void takenLate(long sequence) {
        unsettled.addSequences(sequence);
    }

    void start() {
        wanted = false;
        underway = true;
        carried = unsettled.build();
        unsettled = Settled.newBuilder();
        surroundings.pull(carried);
    }

    /** history-service has answered, and knows what was told with the question. */
    void answered() {
        underway = false;
        failures = 0;
        carried = Settled.getDefaultInstance();
    }

    /**
     * A page came.
     *
     * @param anew whether there is something in it that the device has not got
     */
    void page(List<RowRef> rows, boolean anew) {
        if (!anew) {
            taken(rows);
            if (!rows.isEmpty() && rows.equals(lastPage)) {
                // Settling did not help last time; without a pause this would spin.
                notBeforeMs = surroundings.nowMs() + LAST_RETRY_MS;
            }
        }
        lastPage = rows;
    }

    /** history-service has not answered: it is to be asked again after a pause. */
    void failed() {
        underway = false;
        unsettled.mergeFrom(carried);
        carried = Settled.getDefaultInstance();
        wanted = true;
        notBeforeMs = surroundings.nowMs() + Math.min(LAST_RETRY_MS, (long) FIRST_RETRY_MS << Math.min(failures, 8));
        failures++;
    }

    /** Tells what was not told yet, unless it is on its way; then {@link #failed} or {@link #answered} follows. */
    void end() {
        if (!underway && (unsettled.getRowsCount() > 0 || unsettled.getSequencesCount() > 0)) {
            surroundings.settle(unsettled.build());
            unsettled = Settled.newBuilder();
        }
    }
}
