package io.openmimc.account.token;

import io.openmimc.kit.rest.Fields;
import io.openmimc.kit.rest.JsonId;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import org.jspecify.annotations.Nullable;

/** What an app's server sends to get a token for an account. */
public record TokenRequest(
        @JsonId @Nullable Long appId,
        @Nullable String appKey,
        @Nullable String appSecret,
        @Nullable String appAccount) {

    private static final int MAX_CREDENTIAL = 256;

    /** @throws ImException BAD_REQUEST naming the first field that is missing or wrong */
    Checked checked() {
        long app = Fields.required("appId", appId);
        if (app <= 0) {
            throw new ImException(ErrorCode.BAD_REQUEST, "appId: must be a positive 64-bit integer");
        }
        return new Checked(
                app,
                Fields.text("appKey", appKey, MAX_CREDENTIAL),
                Fields.text("appSecret", appSecret, MAX_CREDENTIAL),
                AccountName.check("appAccount", appAccount));
    }

    /** Without key and secret: a request may end up in a log. */
    @Override
    public String toString() {
        return "TokenRequest[appId=" + appId + ", appAccount=" + appAccount + "]";
    }

    /** A request whose fields are all there. */
    record Checked(long appId, String appKey, String appSecret, String appAccount) {
        @Override
        public String toString() {
            return "Checked[appId=" + appId + ", appAccount=" + appAccount + "]";
        }
    }
}
