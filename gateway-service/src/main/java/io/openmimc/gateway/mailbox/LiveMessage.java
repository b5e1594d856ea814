package io.openmimc.gateway.mailbox;

/** A message that dispatch waits for. */
final class LiveMessage {
    final Parcel parcel;
    final long deadlineMs;
    private final Outcome outcome;
    private boolean decided;

    LiveMessage(Parcel parcel, long deadlineMs, Outcome outcome) {
        this.parcel = parcel;
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
