package io.openmimc.history.cleanup;

import io.openmimc.history.inbox.Inboxes;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.kafka.Retries;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/**
 * Removes the inbox and the devices of accounts that are gone; doing it again changes nothing. What is written for one
 * afterwards, by a message that was on its way, nobody can read, and it expires by itself.
 */
@Singleton
public class CleanUp {
    private final Inboxes inboxes;
    private final Devices devices;
    private final Retries retries;

    CleanUp(Inboxes inboxes, Devices devices, Retries retries) {
        this.inboxes = inboxes;
        this.devices = devices;
        this.retries = retries;
    }

    /** Removes what is kept of an account; completes when that is durable. */
    public CompletionStage<Void> remove(long uuid) {
        return retries.untilDone("account-inbox", () -> inboxes.remove(uuid))
                // After the table: dispatch would load them from there again.
                .thenCompose(done -> retries.untilDone("account-devices", () -> devices.forget(uuid)));
    }
}
