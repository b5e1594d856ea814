package io.openmimc.history.archive;

/**
 * The conversation of two accounts of an app, whoever of them wrote first.
 *
 * @param low the smaller uuid; equal to {@code high} for notes to oneself
 */
public record Conversation(long appId, long low, long high) {
    public Conversation {
        if (low > high) {
            throw new IllegalArgumentException("uuids not in order");
        }
    }

    public static Conversation of(long appId, long one, long other) {
        return new Conversation(appId, Math.min(one, other), Math.max(one, other));
    }
}
