package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.Push;
import io.openmimc.sdk.rest.Pushes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Messages that an app's server pushes from ten accounts to fifty: five hundred conversations, fifty messages a call. */
final class PushLoad {
    private static final int SENDERS = 10;
    private static final int RECIPIENTS = 50;
    private static final int PAYLOAD_BYTES = 100;

    private final Pushes pushes;
    private final List<String> recipients;
    private final String sender = Cloud.account("pusher");
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger accepted = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    PushLoad(Cloud cloud, AppCredentials app) {
        pushes = cloud.rest().pushes(app);
        recipients = IntStream.range(0, RECIPIENTS)
                .mapToObj(i -> Cloud.account("pushed"))
                .toList();
    }

    /** When a message of these should have been sent, in {@link System#nanoTime}. */
    static long dueNanos(byte[] payload) {
        return ByteBuffer.wrap(payload).getLong();
    }

    /** In which call a message of these was sent. */
    static int call(byte[] payload) {
        return ByteBuffer.wrap(payload).getInt(Long.BYTES);
    }

    /** Sends that many at a steady pace; returns when all are accepted. */
    void send(int perSecond, int count) {
        Pace.run(perSecond / RECIPIENTS, count / RECIPIENTS, (index, due) -> {
            int call = calls.getAndIncrement();
            byte[] payload =
                    ByteBuffer.allocate(PAYLOAD_BYTES).putLong(due).putInt(call).array();
            pushes.toAccounts(Push.of(sender + call % SENDERS, "server", payload), recipients)
                    .whenComplete((ids, failure) -> {
                        if (failure == null) {
                            accepted.addAndGet(ids.size());
                        } else {
                            failures.add(failure);
                        }
                    });
        });
        await().atMost(Audience.PATIENCE).until(() -> accepted.get() == sent() || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    int sent() {
        return calls.get() * RECIPIENTS;
    }
}
