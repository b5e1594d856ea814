package io.openmimc.kit.kafka;

/** A record that can never be handled, whoever tries: it goes to the dead letters with this message as the reason. */
public final class UnreadableRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param reason what is wrong with it, without any of its payload
     */
    public UnreadableRecordException(String reason) {
        super(reason, null, false, false);
    }
}
