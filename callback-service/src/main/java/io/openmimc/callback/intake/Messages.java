package io.openmimc.callback.intake;

import io.openmimc.callback.courier.Courier;
import io.openmimc.callback.delivery.Deliveries;
import io.openmimc.callback.delivery.Delivery;
import io.openmimc.callback.hook.Hook;
import io.openmimc.callback.hook.Hooks;
import io.openmimc.kit.kafka.UnreadableRecordException;
import io.openmimc.proto.accounts.CallbackKind;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.events.MessageDelivered;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;

/** Which callbacks a message asks for. */
@Singleton
class Messages {
    private static final CompletionStage<Void> NOTHING_TO_DO = CompletableFuture.completedFuture(null);

    private final Hooks hooks;
    private final Members members;
    private final Courier courier;
    private final Clock clock;
    private final Lanes instant = new Lanes();
    private final Lanes offline = new Lanes();

    Messages(Hooks hooks, Members members, Courier courier, Clock clock) {
        this.hooks = hooks;
        this.members = members;
        this.courier = courier;
        this.clock = clock;
    }

    /** A message was accepted. */
    CompletionStage<Void> accepted(AcceptedMessage message) {
        switch (message.getKind()) {
            case P2P:
                return tell(
                        instant,
                        message,
                        CallbackKind.NORMAL_MSG,
                        () -> completed(Deliveries.p2p(message, false, clock.millis())));
            case P2T:
                return tell(instant, message, CallbackKind.NORMAL_TOPIC_MSG, () -> members.of(message)
                        .thenApply(accounts -> Deliveries.p2t(message, false, accounts, clock.millis())));
            default:
                return unreadable(message);
        }
    }

    /** Every recipient's fate is known. */
    CompletionStage<Void> delivered(MessageDelivered event) {
        AcceptedMessage message = event.getMessage();
        List<String> missed = event.getRecipientsList().stream()
                .filter(MessageDelivered.Recipient::getOffline)
                .map(recipient -> recipient.getAccount().getAccount())
                .toList();
        if (missed.isEmpty()) {
            return NOTHING_TO_DO;
        }
        switch (message.getKind()) {
            case P2P:
                return tell(
                        offline,
                        message,
                        CallbackKind.OFFLINE_MSG,
                        () -> completed(Deliveries.p2p(message, true, clock.millis())));
            case P2T:
                return tell(
                        offline,
                        message,
                        CallbackKind.OFFLINE_TOPIC_MSG,
                        () -> completed(Deliveries.p2t(message, true, missed, clock.millis())));
            default:
                return unreadable(message);
        }
    }

    private CompletionStage<Void> tell(
            Lanes lanes, AcceptedMessage message, CallbackKind kind, Supplier<CompletionStage<Delivery>> delivery) {
        CompletableFuture<Optional<Hook>> hook =
                hooks.sought(message.getAppId()).toCompletableFuture();
        if (hook.isDone() && !hook.isCompletedExceptionally() && !wanted(hook.join(), kind)) {
            return NOTHING_TO_DO;
        }
        long key = message.getKind() == Kind.P2T
                ? message.getTopicId()
                : message.getTo().getUuid();
        // The lane ends when the courier has it, who keeps the order from there on.
        CompletableFuture<CompletionStage<Void>> handedOver = lanes.after(
                key,
                () -> hook.thenCompose(found -> wanted(found, kind)
                        ? delivery.get().thenApply(made -> courier.deliver(made, found.get()))
                        : CompletableFuture.completedStage(NOTHING_TO_DO)));
        return handedOver.thenCompose(Function.identity());
    }

    private static boolean wanted(Optional<Hook> hook, CallbackKind kind) {
        return hook.isPresent() && hook.get().wants(kind);
    }

    private static CompletionStage<Delivery> completed(Delivery delivery) {
        return CompletableFuture.completedStage(delivery);
    }

    private static CompletionStage<Void> unreadable(AcceptedMessage message) {
        return CompletableFuture.failedStage(
                new UnreadableRecordException("sequence " + message.getSequence() + " is neither P2P nor P2T"));
    }
}
