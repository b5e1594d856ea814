package io.openmimc.bench;

/** The run cannot go on; the message is for whoever started it. */
public final class BenchException extends RuntimeException {
    public BenchException(String message) {
        super(message);
    }

    public BenchException(String message, Throwable cause) {
        super(message, cause);
    }
}
