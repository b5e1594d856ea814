package io.openmimc.callback.admin;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.CallbackKind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which sample to send.
 *
 * @param kind as in {@code msgType}; absent: NORMAL_MSG
 */
public record SampleRequest(@Nullable String kind) {
    CallbackKind checked() {
        if (kind == null) {
            return CallbackKind.NORMAL_MSG;
        }
        return Arrays.stream(CallbackKind.values())
                .filter(each -> each.name().equals(kind)
                        && each != CallbackKind.CALLBACK_KIND_UNSPECIFIED
                        && each != CallbackKind.UNRECOGNIZED)
                .findFirst()
                .orElseThrow(() -> new ImException(
                        ErrorCode.BAD_REQUEST,
                        "kind: must be NORMAL_MSG, OFFLINE_MSG, NORMAL_TOPIC_MSG or OFFLINE_TOPIC_MSG"));
    }
}
