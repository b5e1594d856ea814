package io.openmimc.kit.start;

/** A service does not start because of its settings. Its text is for whoever runs it; where it was thrown tells them nothing. */
public final class StartRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartRefusedException(String message) {
        super(message, null, false, false);
    }
}
