package io.openmimc.kit.setup;

/** Something cannot be made, however often it is tried; the message says what to do. */
public class SetupException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public SetupException(String message) {
        super(message);
    }

    public SetupException(String message, Throwable cause) {
        super(message, cause);
    }
}
