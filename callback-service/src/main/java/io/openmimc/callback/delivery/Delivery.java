package io.openmimc.callback.delivery;

import io.openmimc.callback.hook.Hook;
import io.openmimc.proto.accounts.CallbackKind;
import java.util.Objects;

/**
 * One callback to be made.
 *
 * @param id the same for every attempt, and after a crash
 * @param conversation callbacks of one conversation are made one after the other
 * @param body JSON
 * @param createdAt ms since the Unix epoch
 */
public record Delivery(String id, long appId, CallbackKind kind, long conversation, byte[] body, long createdAt) {
    /** Which of the app's two URLs it goes to. */
    public boolean offline() {
        return Hook.offline(kind);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Delivery that && id.equals(that.id);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id);
    }

    /** Without the body. */
    @Override
    public String toString() {
        return "Delivery[" + id + "]";
    }
}
