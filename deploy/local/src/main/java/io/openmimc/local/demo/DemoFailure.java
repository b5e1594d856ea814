package io.openmimc.local.demo;

/** Something was not as promised, or the stack is not there. The message is a sentence for whoever runs the demo. */
public final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DemoFailure(String message) {
        super(message);
    }

    DemoFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
