package io.openmimc.callback.admin;

import com.google.protobuf.ByteString;
import io.openmimc.callback.delivery.Deliveries;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.hook.Hook;
import io.openmimc.proto.accounts.CallbackKind;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.openmimc.proto.events.Kind;
import java.util.List;
import java.util.UUID;

/** Callbacks of a message that nobody sent. */
final class Samples {
    private Samples() {}

    static Delivery of(long appId, CallbackKind kind, long now) {
        AcceptedMessage.Builder message = AcceptedMessage.newBuilder()
                .setTimestamp(now)
                .setAppId(appId)
                .setFrom(AccountRef.newBuilder().setAccount("alice"))
                .setPayload(ByteString.copyFromUtf8("A test of callbacks"));
        boolean offline = Hook.offline(kind);
        Delivery made = kind == CallbackKind.NORMAL_MSG || kind == CallbackKind.OFFLINE_MSG
                ? Deliveries.p2p(
                        message.setKind(Kind.P2P)
                                .setTo(AccountRef.newBuilder().setAccount("bob"))
                                .build(),
                        offline,
                        now)
                : Deliveries.p2t(
                        message.setKind(Kind.P2T).setTopicId(1).build(),
                        offline,
                        offline ? List.of("bob") : List.of("alice", "bob"),
                        now);
        return new Delivery("test-" + UUID.randomUUID(), appId, kind, 0, made.body(), now);
    }
}
