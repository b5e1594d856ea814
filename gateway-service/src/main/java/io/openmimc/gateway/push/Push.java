package io.openmimc.gateway.push;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.accept.Destination;
import io.openmimc.gateway.accept.Submission;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.Kind;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A push whose fields are all as they must be.
 *
 * @param to at least one, all of one kind, not necessarily distinct
 * @param idempotencyKey by which a repeated request is recognised; null: none was sent
 */
record Push(
        long appId,
        String fromAccount,
        String fromResource,
        List<Destination> to,
        ByteString payload,
        String bizType,
        boolean isStore,
        @Nullable String idempotencyKey) {
    static final int MAX_ACCOUNTS = 1_000;
    static final int MAX_TOPICS = 100;

    private static final int MAX_BIZ_TYPE = 256;
    private static final int MAX_IDEMPOTENCY_KEY = 256;

    /** @throws ImException BAD_REQUEST, naming the field */
    static Push toAccount(PushRequest body, @Nullable String idempotencyKey) {
        String account = AccountName.check("toAccount", body.toAccount());
        return of(body, List.of(Destination.account(account)), idempotencyKey);
    }

    /** @throws ImException BAD_REQUEST, naming the field */
    static Push toAccounts(PushRequest body, @Nullable String idempotencyKey) {
        List<Destination> to = many("toAccounts", body.toAccounts(), MAX_ACCOUNTS, "accounts")
                .map(each -> Destination.account(AccountName.check(each.field, each.value)))
                .toList();
        return of(body, to, idempotencyKey);
    }

    /** @throws ImException BAD_REQUEST, naming the field */
    static Push toTopic(PushRequest body, @Nullable String idempotencyKey) {
        long topicId = Fields.range("topicId", body.topicId(), 1, Long.MAX_VALUE);
        return of(body, List.of(Destination.topic(topicId)), idempotencyKey);
    }

    /** @throws ImException BAD_REQUEST, naming the field */
    static Push toTopics(PushRequest body, @Nullable String idempotencyKey) {
        List<Destination> to = many("topicIds", body.topicIds(), MAX_TOPICS, "topics")
                .map(each -> Destination.topic(Fields.range(each.field, each.value, 1, Long.MAX_VALUE)))
                .toList();
        return of(body, to, idempotencyKey);
    }

    private record Item<T>(String field, @Nullable T value) {}

    private static <T> Stream<Item<T>> many(String field, @Nullable List<@Nullable T> values, int most, String what) {
        List<@Nullable T> given = Fields.required(field, values);
        if (given.isEmpty()) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": empty");
        }
        if (given.size() > most) {
            throw new ImException(ErrorCode.BAD_REQUEST, field + ": more than " + most + " " + what);
        }
        return IntStream.range(0, given.size()).mapToObj(i -> new Item<>(field + "[" + i + "]", given.get(i)));
    }

    private static Push of(PushRequest body, List<Destination> to, @Nullable String idempotencyKey) {
        long appId = Fields.range("appId", body.appId(), 1, Long.MAX_VALUE);
        String bizType = body.bizType() == null || body.bizType().isEmpty()
                ? ""
                : Fields.text("bizType", body.bizType(), MAX_BIZ_TYPE);
        return new Push(
                appId,
                AccountName.check("fromAccount", body.fromAccount()),
                AccountName.check("fromResource", body.fromResource()), // resources obey the same rules
                to,
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

    /** Of all its recipients. */
    Kind kind() {
        return to.get(0).kind();
    }

    boolean toTopics() {
        return kind() == Kind.P2T;
    }

    Submission submission(int index, String packetId) {
        return new Submission(to.get(index), packetId, bizType, isStore, false, payload, true);
    }

    /** Without the message. */
    @Override
    public String toString() {
        return "Push[appId=" + appId + ", to=" + to.size() + "]";
    }
}
