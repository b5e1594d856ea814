package io.openmimc.gateway.push;

import io.openmimc.proto.Envelope;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the messages of a push.
 *
 * @param packetIds in the order of the recipients; null for a message that was not accepted
 * @param failed how many were not
 * @param firstFailed the index of the first of them, -1 if there is none
 * @param refusal why that one was not accepted
 */
record PushOutcome(List<@Nullable String> packetIds, int failed, int firstFailed, @Nullable ImException refusal) {

    /**
     * The answer to a push to more: the code of the first failure; who got it is in the data all the same.
     *
     * @param field the recipients' in the request
     * @throws ImException BUSY, when nothing at all was sent for that reason
     */
    Envelope<PacketIdList> toMore(String field) {
        PacketIdList data = new PacketIdList(packetIds);
        if (refusal == null) {
            return Envelope.ok(data);
        }
        if (refusal.code() == ErrorCode.BUSY && failed == packetIds.size()) {
            throw refusal;
        }
        String message = field + "[" + firstFailed + "]: " + refusal.getMessage() + " (" + failed + " of "
                + packetIds.size() + " were not sent, null in packetIds)";
        return new Envelope<>(refusal.code().number(), message, data);
    }

    /**
     * The answer to a push to one.
     *
     * @throws ImException why it was not accepted
     */
    Envelope<PacketId> toOne() {
        if (refusal != null) {
            throw refusal;
        }
        return Envelope.ok(new PacketId(packetIds.get(0)));
    }

    /** {@code data} of a push to one. */
    record PacketId(@Nullable String packetId) {}

    /** {@code data} of a push to more. */
    record PacketIdList(List<@Nullable String> packetIds) {}
}
