package io.openmimc.local;

/** Something went wrong that the user can do something about; the message is a plain sentence that says what. */
public class StackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StackException(String sentence) {
        super(sentence);
    }

    public StackException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
