package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.Push;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * How long the list of an account takes that has spoken with 1,500 others and is in 500 groups. Not part of the normal
 * build: {@code ./mvnw verify -pl deploy/e2e -am -Pcontacts}. Prints figures; fails only where a contact is missing.
 */
@Tag("contacts")
@ExtendWith(CloudExtension.class)
class ContactLoadTest {
    private static final int PEERS = Integer.getInteger("e2e.peers", 1_500);
    private static final int GROUPS = Integer.getInteger("e2e.contact-groups", 500);
    private static final int PER_SECOND = Integer.getInteger("e2e.rate", 10);
    private static final int REQUESTS = Integer.getInteger("e2e.requests", 1_200);
    private static final int WARM_UP = 300;
    private static final int PART = 50;
    private static final byte[] PAYLOAD = new byte[200];
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Cloud cloud;
    private final AppCredentials app;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String account = Cloud.account("popular");

    ContactLoadTest(Cloud cloud) {
        this.cloud = cloud;
        this.app = cloud.createApp("contacts");
    }

    @Test
    void aListOfTwoThousandContacts() {
        List<String> peers =
                IntStream.range(0, PEERS).mapToObj(i -> Cloud.account("peer")).toList();
        Push push = Push.of(account, "server", PAYLOAD);
        parts(peers).forEach(part -> untilDone(() -> cloud.rest().pushes(app).toAccounts(push, part)));
        List<Long> groups = new ArrayList<>();
        Pace.run(
                20,
                GROUPS,
                (index, due) -> groups.add(untilDone(() -> cloud.rest()
                                .topics(app, account)
                                .create("group " + index, List.of(peers.get(index % PEERS))))
                        .id()));
        parts(groups).forEach(part -> untilDone(() -> cloud.rest().pushes(app).toTopics(push, part)));
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .until(() ->
                        Cloud.get(cloud.rest().contacts(app, account).list()).size() == PEERS + GROUPS);
        ask(new ConcurrentHistogram(3), WARM_UP);
        Histogram latency = new ConcurrentHistogram(3);
        Usage usage = Usage.of(cloud);
        int bytes = ask(latency, REQUESTS);
        System.out.printf(
                "%n%d accounts and %d groups, %d lists, %d a second, %d KiB each: %s%n  load average %s%n%s",
                PEERS,
                GROUPS,
                REQUESTS,
                PER_SECOND,
                bytes >> 10,
                GroupLoadTest.describe(latency),
                Usage.load(),
                Usage.of(cloud).since(usage, REQUESTS, REQUESTS));
    }

    private static <T> List<List<T>> parts(List<T> all) {
        return IntStream.iterate(0, from -> from < all.size(), from -> from + PART)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + PART)))
                .toList();
    }

    /** On few cores the stack may refuse for a moment what it is asked all at once. */
    private static <T> T untilDone(Supplier<CompletionStage<T>> call) {
        return await().atMost(PATIENCE).ignoreExceptions().until(() -> Cloud.get(call.get()), done -> true);
    }

    /** @return the size of the last answer */
    private int ask(Histogram latency, int requests) {
        LoginToken token = Cloud.get(cloud.rest().token(app, account));
        HttpRequest request = HttpRequest.newBuilder(URI.create(cloud.api() + "/api/contact/"))
                .header("token", token.token())
                .build();
        List<CompletableFuture<byte[]>> answers = new ArrayList<>();
        AtomicInteger failed = new AtomicInteger();
        Pace.run(
                PER_SECOND,
                requests,
                (index, due) -> answers.add(
                        http.sendAsync(request, BodyHandlers.ofByteArray()).thenApply(answer -> {
                            latency.recordValue(System.nanoTime() - due);
                            if (answer.body().length < 1_000) {
                                failed.incrementAndGet();
                            }
                            return index == requests - 1 ? answer.body() : new byte[0];
                        })));
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
        byte[] last = answers.get(requests - 1).join();
        try {
            JsonNode envelope = JsonMapper.builder().build().readTree(last);
            assertThat(envelope.path("code").asInt()).isEqualTo(200);
            assertThat(envelope.path("data")).hasSize(PEERS + GROUPS);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        assertThat(failed.get()).isZero();
        return last.length;
    }
}
