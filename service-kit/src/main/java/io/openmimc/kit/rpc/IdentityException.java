package io.openmimc.kit.rpc;

/** The files that say who a service is are not there or of no use; the message names the setting and says what to do. */
public final class IdentityException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private static final String WHERE = " docs/operations.md, Between services";

    IdentityException(String message) {
        super(message + WHERE, null, false, false); // no stack trace: it is for an operator, and no fault of ours
    }

    IdentityException(IdentityFiles.File file, String reason) {
        this(file.setting() + " (" + file.path() + ") is of no use: " + reason + ".");
    }

    IdentityException(IdentityFiles.File file, Exception cause) {
        this(file, String.valueOf(cause.getMessage()));
    }
}
