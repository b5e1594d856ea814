package io.openmimc.gateway.accept;

import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.Kind;

/**
 * Where a message goes: to an account or to a topic of the sender's app.
 *
 * @param account of {@link Kind#P2P}, else empty; one never seen before is fine
 * @param topicId of {@link Kind#P2T}, else 0
 */
public record Destination(Kind kind, String account, long topicId) {

    public static Destination account(String account) {
        return new Destination(Kind.P2P, account, 0);
    }

    public static Destination topic(long topicId) {
        return new Destination(Kind.P2T, "", topicId);
    }

    boolean isTopic() {
        return kind == Kind.P2T;
    }

    /** @throws ImException BAD_REQUEST */
    void check() {
        if (isTopic()) {
            if (topicId <= 0) {
                throw new ImException(ErrorCode.BAD_REQUEST, "topicId: missing or not positive");
            }
        } else {
            AccountName.check("toAccount", account);
        }
    }
}
