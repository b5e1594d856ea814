package io.openmimc.proto.frame;

/** Bytes that are no frame of ours. A stream cannot be resynchronised after one: close it. Has no stack trace. */
public final class FrameException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What was wrong; a closed set, fit for a metric's tag. */
    public enum Fault {
        MAGIC,
        VERSION,
        LENGTH,
        CHECKSUM,
        TYPE,
        HEADER
    }

    private final Fault fault;

    public FrameException(Fault fault, String message) {
        super(message, null, false, false);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
