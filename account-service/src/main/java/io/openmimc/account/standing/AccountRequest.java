package io.openmimc.account.standing;

import io.openmimc.proto.AccountName;
import io.openmimc.proto.ImException;
import org.jspecify.annotations.Nullable;

/** The body of a call about one account. */
public record AccountRequest(@Nullable String appAccount) {
    static final String FIELD = "appAccount";

    /** @throws ImException BAD_REQUEST */
    String checked() {
        return AccountName.check(FIELD, appAccount);
    }
}
