package io.openmimc.local.demo;

import io.openmimc.sdk.Ack;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.SendOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A client and what has arrived at it. Calls wait, and fail with a {@link DemoFailure} that says for what. */
final class DemoDevice implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /**
     * @param atNanos when, in {@link System#nanoTime}
     */
    record Arrival(Message message, long atNanos) {}

    private final String name;
    private final MimcClient client;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();

    DemoDevice(String name, MimcClient client) {
        this.name = name;
        this.client = client.onMessage(message -> arrivals.add(new Arrival(message, System.nanoTime())));
    }

    String name() {
        return name;
    }

    String account() {
        return client.account();
    }

    void login() {
        await(client.login(), name + " logs in");
    }

    /** How often it has logged in, by itself or by {@link #login}. */
    long logins() {
        return client.statistics().logins();
    }

    void logout() {
        await(client.logout(), name + " logs out");
    }

    Ack send(String toAccount, byte[] payload, SendOptions options) {
        return await(client.send(toAccount, payload, options), "the server takes " + name + "'s message");
    }

    Ack sendToTopic(long topicId, byte[] payload) {
        return await(client.sendToTopic(topicId, payload), "the server takes " + name + "'s message");
    }

    /** What the server refuses a message to an account with. */
    MimcException refusal(String toAccount, byte[] payload) {
        return refusal(client.send(toAccount, payload), name + " writes to " + toAccount);
    }

    /** What the server refuses a message to a group with. */
    MimcException refusalOfTopic(long topicId, byte[] payload) {
        return refusal(client.sendToTopic(topicId, payload), name + " writes to a group");
    }

    Arrival next(String what) {
        Arrival arrival = poll(PATIENCE);
        if (arrival == null) {
            throw new DemoFailure(name + " did not get " + what + " within " + PATIENCE.toSeconds() + " s.");
        }
        return arrival;
    }

    /** Fails where anything has arrived that nobody has asked for. */
    void expectNothingMore() {
        Arrival arrival = poll(Duration.ZERO);
        if (arrival != null) {
            throw new DemoFailure(name + " got a message too many, sequence "
                    + arrival.message().sequence() + " from "
                    + arrival.message().from().account() + ".");
        }
    }

    @Override
    public void close() {
        client.close();
    }

    static <T> T await(CompletionStage<T> stage, String what) {
        try {
            return stage.toCompletableFuture().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            String why = e.getCause() instanceof MimcException refusal
                    ? "code " + refusal.code() + ", " + refusal.getMessage()
                    : String.valueOf(e.getCause());
            throw new DemoFailure("It failed that " + what + ": " + why, e);
        } catch (TimeoutException e) {
            throw new DemoFailure("It took longer than " + PATIENCE.toSeconds() + " s that " + what + ".", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("The demo was interrupted.", e);
        }
    }

    /** What the server refuses it with; anything else fails. */
    static MimcException refusal(CompletionStage<?> stage, String what) {
        Throwable failure = await(stage.handle((done, refused) -> Optional.ofNullable(refused)), what)
                .orElseThrow(() -> new DemoFailure("It was not refused that " + what + "."));
        if ((failure instanceof CompletionException ? failure.getCause() : failure) instanceof MimcException refusal) {
            return refusal;
        }
        throw new DemoFailure("It was not refused, but failed, that " + what + ": " + failure, failure);
    }

    private @Nullable Arrival poll(Duration patience) {
        try {
            return arrivals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("The demo was interrupted.", e);
        }
    }
}
