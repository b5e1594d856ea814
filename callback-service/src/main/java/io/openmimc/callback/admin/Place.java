package io.openmimc.callback.admin;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import org.jspecify.annotations.Nullable;

/** Where a page ended: {@code <failedAt>.<deliveryId>}. */
record Place(long failedAt, String id) {
    private static final Place START = new Place(Long.MAX_VALUE, "");

    /** @throws ImException BAD_REQUEST for what is no place */
    static Place parse(@Nullable String after) {
        if (after == null) {
            return START;
        }
        int dot = after.indexOf('.');
        if (dot < 1 || dot > 18 || !after.substring(0, dot).chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new ImException(ErrorCode.BAD_REQUEST, "after: must be the next of an earlier answer");
        }
        return new Place(Long.parseLong(after.substring(0, dot)), after.substring(dot + 1));
    }

    @Override
    public String toString() {
        return failedAt + "." + id;
    }
}
