package io.openmimc.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.sdk.Ack;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.MimcClientBuilder;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.SendOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client and what its listener took. */
final class Device implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    final MimcClient client;
    private final List<Message> taken = new ArrayList<>();

    Device(MimcClientBuilder builder) {
        client = builder.build().onMessage(this::take);
    }

    private void take(Message message) {
        synchronized (taken) {
            taken.add(message);
        }
    }

    Device login() {
        assertThat(client.login().toCompletableFuture()).succeedsWithin(PATIENCE);
        return this;
    }

    void logout() {
        assertThat(client.logout().toCompletableFuture()).succeedsWithin(PATIENCE);
    }

    Ack send(String toAccount, String text) {
        return send(toAccount, text.getBytes(UTF_8), SendOptions.DEFAULT);
    }

    Ack send(String toAccount, byte[] payload, SendOptions options) {
        return client.send(toAccount, payload, options)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    Ack sendToTopic(long topicId, String text) {
        return sendToTopic(topicId, text.getBytes(UTF_8), SendOptions.DEFAULT);
    }

    Ack sendToTopic(long topicId, byte[] payload, SendOptions options) {
        return client.sendToTopic(topicId, payload, options)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** What the server refuses a message to a group with. */
    MimcException refusalOfTopic(long topicId) {
        return Cloud.refusal(client.sendToTopic(topicId, "refused".getBytes(UTF_8)));
    }

    List<Message> taken() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }

    /** Waits for that many messages in all, and answers them; more than that fail. */
    List<Message> awaitTaken(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(taken()).hasSizeGreaterThanOrEqualTo(count));
        assertThat(taken()).hasSize(count);
        return taken();
    }

    /** Waits until it has taken the message that came last, and answers the texts of all. */
    List<String> textsUntil(String last) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(texts()).contains(last));
        return texts();
    }

    private List<String> texts() {
        return taken().stream().map(Message::text).toList();
    }

    @Override
    public void close() {
        client.close();
    }
}
