package io.openmimc.gateway.mailbox;

/** A message that dispatch waits for. */
final class LiveMessage {
    final Parcel parcel;
    final long deadlineMs;
    /** Counts the messages of a mailbox. */
    final long number;

    private final Outcome outcome;
    private boolean decided;

    LiveMessage(Parcel parcel, long number, long deadlineMs, Outcome outcome) {
        this.parcel = parcel;
        this.number = number;
        this.deadlineMs = deadlineMs;
        this.outcome = outcome;
    }

    boolean decided() {
        return decided;
    }

    void decide(boolean taken) {
        decided = true;
        outcome.decided(taken);
    }
}
