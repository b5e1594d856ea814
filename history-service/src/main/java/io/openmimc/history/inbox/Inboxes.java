package io.openmimc.history.inbox;

import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.cassandra.CqlStatement;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The end of inboxes: all that is kept of an account's. */
@Singleton
public class Inboxes {
    private final CqlStatement clear;
    private final CqlStatement forgetDevices;

    Inboxes(Cassandra cassandra) {
        this.clear = cassandra.statement("inbox.clear", "DELETE FROM inbox WHERE uuid = :uuid");
        this.forgetDevices = cassandra.statement("devices.clear", "DELETE FROM devices WHERE uuid = :uuid");
    }

    /** Removes the rows and the devices of an account; fails with {@link io.openmimc.proto.ImException} UNAVAILABLE only. */
    public CompletionStage<Void> remove(long uuid) {
        return CompletableFuture.allOf(
                clear.execute(values -> values.setLong("uuid", uuid)).toCompletableFuture(),
                forgetDevices.execute(values -> values.setLong("uuid", uuid)).toCompletableFuture());
    }
}
