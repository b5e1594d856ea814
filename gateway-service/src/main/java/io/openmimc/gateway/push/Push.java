package io.openmimc.gateway.push;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.accept.Submission;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.Kind;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A push whose fields are all as they must be.
 *
 * @param recipients 1 to {@link #MAX_RECIPIENTS} accounts, not necessarily distinct
 * @param idempotencyKey by which a repeated request is recognised; null: none was sent
 */
record Push(
        long appId,
        String appKey,
        String appSecret,
        String fromAccount,
        String fromResource,
        List<String> recipients,
        ByteString payload,
        String bizType,
        boolean isStore,
        @Nullable String idempotencyKey) {
    static final int MAX_RECIPIENTS = 1_000;

    private static final int MAX_CREDENTIAL = 256;
    private static final int MAX_BIZ_TYPE = 256;
    private static final int MAX_IDEMPOTENCY_KEY = 256;

    /** @throws ImException BAD_REQUEST, naming the field */
    static Push toOne(@Nullable PushRequest request, @Nullable String idempotencyKey) {
        PushRequest body = Fields.body(request);
        return of(body, List.of(AccountName.check("toAccount", body.toAccount())), idempotencyKey);
    }

    /** @throws ImException BAD_REQUEST, naming the field */
    static Push toMore(@Nullable PushRequest request, @Nullable String idempotencyKey) {
        PushRequest body = Fields.body(request);
        List<@Nullable String> accounts = Fields.required("toAccounts", body.toAccounts());
        if (accounts.isEmpty()) {
            throw new ImException(ErrorCode.BAD_REQUEST, "toAccounts: empty");
        }
        if (accounts.size() > MAX_RECIPIENTS) {
            throw new ImException(ErrorCode.BAD_REQUEST, "toAccounts: more than " + MAX_RECIPIENTS + " accounts");
        }
        List<String> recipients = new ArrayList<>(accounts.size());
        for (int i = 0; i < accounts.size(); i++) {
            recipients.add(AccountName.check("toAccounts[" + i + "]", accounts.get(i)));
        }
        return of(body, recipients, idempotencyKey);
    }

    private static Push of(PushRequest body, List<String> recipients, @Nullable String idempotencyKey) {
        long appId = Fields.range("appId", body.appId(), 1, Long.MAX_VALUE);
        String bizType = body.bizType() == null || body.bizType().isEmpty()
                ? ""
                : Fields.text("bizType", body.bizType(), MAX_BIZ_TYPE);
        return new Push(
                appId,
                Fields.text("appKey", body.appKey(), MAX_CREDENTIAL),
                Fields.text("appSecret", body.appSecret(), MAX_CREDENTIAL),
                AccountName.check("fromAccount", body.fromAccount()),
                AccountName.check("fromResource", body.fromResource()), // resources obey the same rules
                recipients,
                payload(Fields.required("msg", body.msg()), body.msgType()),
                bizType,
                body.isStore() == null || body.isStore(),
                idempotencyKey == null
                        ? null
                        : Fields.text("Idempotency-Key", idempotencyKey.strip(), MAX_IDEMPOTENCY_KEY));
    }

    private static ByteString payload(String msg, @Nullable String msgType) {
        if (msg.isEmpty()) {
            throw new ImException(ErrorCode.BAD_REQUEST, "msg: empty");
        }
        if (msgType == null || msgType.isEmpty()) {
            return utf8(msg);
        }
        if (!msgType.equals("base64")) {
            throw new ImException(ErrorCode.BAD_REQUEST, "msgType: must be base64, empty or absent");
        }
        try {
            return ByteString.copyFrom(Base64.getDecoder().decode(msg));
        } catch (IllegalArgumentException e) {
            throw new ImException(ErrorCode.BAD_REQUEST, "msg: is not base64");
        }
    }

    private static ByteString utf8(String msg) {
        try {
            // An encoder of its own refuses half a surrogate pair; String.getBytes would quietly send a question mark.
            return ByteString.copyFrom(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(msg)));
        } catch (CharacterCodingException e) {
            throw new ImException(ErrorCode.BAD_REQUEST, "msg: is not well-formed Unicode");
        }
    }

    Submission submission(int index, String packetId) {
        return new Submission(Kind.P2P, recipients.get(index), 0, packetId, bizType, isStore, false, payload, true);
    }

    /** Without the secret and the message. */
    @Override
    public String toString() {
        return "Push[appId=" + appId + ", recipients=" + recipients.size() + "]";
    }
}
