package io.openmimc.gateway.delivery;

import io.openmimc.proto.gateway.DeliverResponse;
import org.jspecify.annotations.Nullable;

/** One message on its way to the sessions of this gateway. Its targets are decided on several event loops. */
final class OpenDelivery {
    private final DeliverResponse.Builder response;
    private int undecided;

    /**
     * @param delivery the dispatcher's number for it
     */
    OpenDelivery(long delivery, int targets) {
        this.response = DeliverResponse.newBuilder().setDelivery(delivery);
        this.undecided = targets;
    }

    /**
     * Notes the outcome of one target.
     *
     * @return the answer, once all targets are decided
     */
    synchronized @Nullable DeliverResponse decide(int target, boolean taken) {
        if (taken) {
            response.addTaken(target);
        } else {
            response.addNotTaken(target);
        }
        return --undecided == 0 ? response.build() : null;
    }
}
