package io.openmimc.history.inbox;

import io.openmimc.kit.account.ExistingAccounts;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Whose an inbox is: rows are stored by uuid alone, so that whoever names a uuid must name its app, too. A uuid never
 * changes its app; what account-service has confirmed is kept with the devices, and asked for again only for an account
 * that has none.
 */
@Singleton
class Owners {
    private final KnownDevices devices;
    private final ExistingAccounts accounts;

    Owners(KnownDevices devices, ExistingAccounts accounts) {
        this.devices = devices;
        this.accounts = accounts;
    }

    /**
     * The devices of an account, in no order.
     *
     * @return fails with {@link ImException}: NOT_FOUND if the uuid is not that of an account of the app, UNAVAILABLE
     */
    CompletionStage<List<KnownDevice>> devices(long appId, long uuid) {
        return devices.of(uuid).thenCompose(known -> {
            long kept = known.stream()
                    .mapToLong(KnownDevice::appId)
                    .filter(app -> app != 0)
                    .findFirst()
                    .orElse(0);
            CompletionStage<Boolean> owned =
                    kept == 0 ? accounts.exists(appId, uuid) : CompletableFuture.completedStage(kept == appId);
            return owned.thenApply(sure -> {
                if (!sure) {
                    throw new ImException(ErrorCode.NOT_FOUND, "uuid: no account of that app");
                }
                return known;
            });
        });
    }
}
