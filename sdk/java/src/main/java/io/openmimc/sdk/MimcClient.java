package io.openmimc.sdk;

import io.netty.channel.EventLoop;
import io.openmimc.proto.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One device of one account. Thread-safe; every method returns at once.
 *
 * <p>Listeners are called one at a time, in order. Stages complete on another lane than the listeners', so a listener may
 * wait for a stage; what is chained to a stage should not.
 */
public final class MimcClient implements AutoCloseable {
    private final Settings settings;
    private final EventLoop loop;
    private final Session session;
    private final Outbox outbox;
    private final Inbox inbox;
    private final PacketIds ids;
    private volatile Consumer<StatusChange> statusListener = change -> {};
    private final Callbacks callbacks;
    private final Runnable release;

    MimcClient(MimcClientBuilder.Parts parts) {
        this.settings = parts.settings();
        this.loop = parts.loop();
        this.callbacks = parts.callbacks();
        this.ids = new PacketIds();
        this.outbox = new Outbox(settings, loop, callbacks.answers());
        this.inbox = new Inbox(settings, loop, callbacks.events());
        this.session = new Session(
                settings,
                loop,
                new Tokens(settings, parts.tokens(), callbacks.executor()),
                new Dialer(settings, loop, parts.tls(), parts.lookup()),
                outbox,
                inbox,
                ids,
                change -> callbacks.status(() -> statusListener.accept(change)));
        this.release = parts.release();
    }

    public static MimcClientBuilder builder() {
        return new MimcClientBuilder();
    }

    /**
     * Logs in and stays logged in until {@link #logout} or {@link #close}.
     *
     * @return completes when the client is online for the first time. Fails with a {@link MimcException} only where trying
     *     on is pointless: the token endpoint refuses the account, the gateway refuses fresh tokens again and again, or
     *     another login threw this one out. Network failures are retried for as long as it takes
     */
    public CompletionStage<Void> login() {
        return onLoop(session::login);
    }

    /** {@link #send(String, byte[], SendOptions)} with {@link SendOptions#DEFAULT}. */
    public CompletionStage<Ack> send(String toAccount, byte[] payload) {
        return send(toAccount, payload, SendOptions.DEFAULT);
    }

    /**
     * Sends a message to an account of the same app, which needs not exist yet. Messages go out in the order of the calls;
     * the order survives failures of the network for certain only with {@link MimcClientBuilder#sendWindow} 1.
     *
     * @param payload at least one byte; the server's limit is 15,360 unless the app has another. Not to be changed until
     *     the answer has come
     * @return completes when the message is stored durably. Fails with a {@link MimcException}: what the server refused
     *     with; 429 where more than {@link MimcClientBuilder#maxPendingSends} wait; 409 where the client is not logged in
     *     or logs out meanwhile; 503 (or the last temporary refusal) where the
     *     {@link MimcClientBuilder#sendTimeout} is over
     */
    public CompletionStage<Ack> send(String toAccount, byte[] payload, SendOptions options) {
        return send(new Destination.Account(toAccount), payload, options);
    }

    /** {@link #sendToTopic(long, byte[], SendOptions)} with {@link SendOptions#DEFAULT}. */
    public CompletionStage<Ack> sendToTopic(long topicId, byte[] payload) {
        return sendToTopic(topicId, payload, SendOptions.DEFAULT);
    }

    /**
     * Sends a message to every device of every member of a group, but this one. All that is said of
     * {@link #send(String, byte[], SendOptions)} holds here; messages to accounts and to groups keep one order.
     *
     * @return fails with 403 where the account is not a member, and with 404 where the app has no such group
     */
    public CompletionStage<Ack> sendToTopic(long topicId, byte[] payload, SendOptions options) {
        return send(new Destination.Topic(topicId), payload, options);
    }

    private CompletionStage<Ack> send(Destination to, byte[] payload, SendOptions options) {
        if (payload.length == 0) {
            return CompletableFuture.failedFuture(new MimcException(ErrorCode.BAD_REQUEST, "payload: empty"));
        }
        if (!outbox.reserve()) {
            return CompletableFuture.failedFuture(
                    new MimcException(ErrorCode.RATE_LIMITED, "more than " + settings.maxPendingSends() + " wait"));
        }
        String packetId = options.packetId() != null ? options.packetId() : ids.next();
        PendingSend send = new PendingSend(
                packetId,
                to,
                payload,
                options,
                System.nanoTime() + settings.sendTimeout().toNanos());
        send.answer.whenComplete((ack, failure) -> outbox.release());
        try {
            loop.execute(() -> session.send(send));
        } catch (RejectedExecutionException e) {
            send.answer.completeExceptionally(closed());
        }
        return send.answer;
    }

    /**
     * Sets the listener for messages, one by one; the former one is replaced. A message counts as taken when the listener
     * returns; where it throws, the message and those after it come again.
     */
    public MimcClient onMessage(Consumer<Message> listener) {
        inbox.listener(
                batch -> {
                    batch.forEach(listener);
                    return true;
                },
                true);
        return this;
    }

    /**
     * Sets the listener for messages; the former one is replaced. Set it before {@link #login}: while there is none,
     * messages stay with the server.
     */
    public MimcClient onMessages(MessageListener listener) {
        inbox.listener(listener, false);
        return this;
    }

    /** Sets the listener for changes of status; the former one is replaced. */
    public MimcClient onStatus(Consumer<StatusChange> listener) {
        statusListener = listener;
        return this;
    }

    /** Asks for everything that this device has not acknowledged. The client needs no help with that in normal life. */
    public void pull() {
        loop.execute(session::pull);
    }

    /**
     * Tells the server that this device goes. Messages that have no answer yet fail with 409.
     *
     * @return completes when the server has confirmed it, or the connection is gone. {@link #login} may be called again
     */
    public CompletionStage<Void> logout() {
        return onLoop(session::logout);
    }

    /**
     * Ends the connection without a word; to the server the device is offline. Messages that have no answer yet fail with
     * 409. What the builder was given (event loops, executors) stays open.
     */
    @Override
    public void close() {
        if (session.status() == Status.CLOSED) {
            return;
        }
        try {
            loop.execute(() -> {
                session.close();
                callbacks.close();
                release.run();
            });
        } catch (RejectedExecutionException e) {
            callbacks.close(); // the event loops that we were given went before us, and the connection with them
            release.run();
        }
    }

    public Status status() {
        return session.status();
    }

    public String account() {
        return settings.account();
    }

    public String resource() {
        return settings.resource();
    }

    public Statistics statistics() {
        return new Statistics(
                outbox.acked.get(),
                outbox.resent.get(),
                inbox.received.get(),
                inbox.duplicates.get(),
                session.logins.get());
    }

    private CompletionStage<Void> onLoop(Supplier<CompletableFuture<Void>> work) {
        CompletableFuture<Void> result = new CompletableFuture<>();
        try {
            loop.execute(() -> work.get()
                    .whenComplete((nothing, failure) -> callbacks.answer(() -> {
                        if (failure != null) {
                            result.completeExceptionally(failure);
                        } else {
                            result.complete(null);
                        }
                    })));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(closed());
        }
        return result;
    }

    private static MimcException closed() {
        return new MimcException(ErrorCode.CONFLICT, "the client is closed");
    }
}
