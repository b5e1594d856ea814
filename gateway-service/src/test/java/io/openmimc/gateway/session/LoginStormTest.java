package io.openmimc.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.openmimc.gateway.Neighbours;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.wire.XMMsgBindResp;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/** Thousands of devices log in at once, as after an outage of the network. */
@QuarkusTest
@TestProfile(LoginStormTest.Hasty.class)
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class LoginStormTest {
    private static final Logger LOG = Logger.getLogger(LoginStormTest.class);
    private static final int DEVICES = 2_000;
    private static final int THREADS = 50;
    /** When two SDKs drop the connection. */
    private static final long SDK_PATIENCE_MS = 5_000;
    /** What SDKs pause after a refusal is 5 s or more. */
    private static final long PAUSE_MS = 1_000;

    /** So that not all of them find room, however fast this machine is. */
    public static final class Hasty implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("openmimc.gateway.logins.max-wait", "200ms", "openmimc.gateway.logins.answer-timeout", "1s");
        }
    }

    Neighbours neighbours;

    @Inject
    Gateway gateway;

    private final AtomicInteger refused = new AtomicInteger();
    private final ConcurrentLinkedQueue<Long> answeredAfterMs = new ConcurrentLinkedQueue<>();

    @Test
    void everyLoginIsAnsweredInTimeAllGetInAndMessagesGoOn() throws Exception {
        // Given
        gateway.awaitReady();
        Phone talker = new Phone(gateway.tcp(), gateway.stranger(neighbours, "talker")).login();
        List<List<Phone>> groups = new ArrayList<>();
        for (int group = 0; group < THREADS; group++) {
            List<Phone> phones = new ArrayList<>();
            for (int i = 0; i < DEVICES / THREADS; i++) {
                phones.add(new Phone(gateway.tcp(), gateway.stranger(neighbours, "device")).connect());
            }
            groups.add(phones);
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CountDownLatch go = new CountDownLatch(1);
        // When
        List<Future<?>> storms = new ArrayList<>();
        for (List<Phone> group : groups) {
            storms.add(threads.submit((Callable<Void>) () -> {
                go.await();
                logInAll(group);
                return null;
            }));
        }
        go.countDown();
        List<Long> ackedAfterMs = new ArrayList<>();
        while (!storms.stream().allMatch(Future::isDone)) {
            ackedAfterMs.add(talk(talker, ackedAfterMs.size()));
        }
        // Then
        for (Future<?> storm : storms) {
            storm.get(0, TimeUnit.SECONDS);
        }
        List<Long> answers = answeredAfterMs.stream().sorted().toList();
        List<Long> acks = ackedAfterMs.stream().sorted().toList();
        LOG.infof(
                "storm devices=%d refused=%d bindP50Ms=%d bindMaxMs=%d acks=%d ackP50Ms=%d ackP99Ms=%d ackMaxMs=%d",
                DEVICES,
                refused.get(),
                at(answers, 50),
                at(answers, 100),
                acks.size(),
                at(acks, 50),
                at(acks, 99),
                at(acks, 100));
        assertThat(refused).hasPositiveValue();
        assertThat(at(answers, 100)).isLessThan(SDK_PATIENCE_MS);
        assertThat(at(acks, 99)).isLessThan(1_000);
        threads.shutdown();
        for (List<Phone> group : groups) {
            for (Phone phone : group) {
                assertThat(gateway.served(phone.identity)).isEqualTo(1);
                phone.close();
            }
        }
        talker.close();
    }

    @Test
    void aLoginThatIsNotDecidedInTimeIsToldToTryAgainAndLeavesNothingBehind() throws Exception {
        // Given
        gateway.awaitReady();
        try (Phone guest = new Phone(gateway.tcp(), gateway.guest(neighbours, "slow")).connect()) {
            neighbours.accounts().hold();
            // When
            XMMsgBindResp answer = guest.bind();
            // Then
            assertThat(answer.getErrorReason()).isEqualTo("try-again");
            assertThat(answer.getErrorDesc()).startsWith("not decided in time");
            neighbours.accounts().release();
            await().atMost(Wire.PATIENCE).until(() -> guest.bind().getResult());
            await().atMost(Wire.PATIENCE).until(() -> gateway.served(guest.identity) == 1);
            guest.ping();
        } finally {
            neighbours.accounts().release();
        }
    }

    private static long at(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }

    private void logInAll(List<Phone> group) throws Exception {
        List<Phone> left = group;
        while (!left.isEmpty()) {
            List<Phone> again = new ArrayList<>();
            long start = System.nanoTime();
            for (Phone phone : left) {
                phone.sendBind();
            }
            for (Phone phone : left) {
                XMMsgBindResp answer = phone.bindAnswer();
                answeredAfterMs.add((System.nanoTime() - start) / 1_000_000);
                if (!answer.getResult()) {
                    assertThat(answer.getErrorReason()).isEqualTo("try-again");
                    refused.incrementAndGet();
                    again.add(phone);
                }
            }
            left = again;
            if (!left.isEmpty()) {
                // Nothing can be awaited: that clients pause before they try again is part of what is tried.
                TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
            }
        }
    }

    private long talk(Phone talker, int number) throws Exception {
        long start = System.nanoTime();
        talker.send(talker.message("m" + number, "nobody", ByteString.copyFromUtf8("hello")));
        assertThat(talker.packetAck().getErrorMsg()).isEmpty();
        return (System.nanoTime() - start) / 1_000_000;
    }
}
