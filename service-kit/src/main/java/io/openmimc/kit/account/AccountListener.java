package io.openmimc.kit.account;

import io.openmimc.proto.events.AccountChanged;

/** Is told of changes of accounts, on the thread that reads the events: be quick, never block. */
@FunctionalInterface
public interface AccountListener {
    /** An account was created or changed, or is gone. After an interruption of the stream, events are not told later. */
    void accountChanged(AccountChanged event);
}
