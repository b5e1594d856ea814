package io.openmimc.gateway.mailbox;

/** Who wants to know what became of a live message. Told exactly once. */
@FunctionalInterface
public interface Outcome {
    /**
     * @param taken whether the device acknowledged it; if not, it must go to the inbox
     */
    void decided(boolean taken);
}
