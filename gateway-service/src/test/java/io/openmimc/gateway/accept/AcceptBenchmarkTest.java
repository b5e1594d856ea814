package io.openmimc.gateway.accept;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.sun.management.OperatingSystemMXBean;
import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.Neighbours;
import io.openmimc.gateway.sequence.SequenceClock;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * How long accepting takes under a steady load: {@code ./mvnw test -pl gateway-service -am -Dtest=AcceptBenchmarkTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dbench=3000}, where 3000 is the messages a second. Messages start on time whether
 * or not earlier ones are answered, so a stall is seen in every message that it hits.
 */
@QuarkusTest
@EnabledIfSystemProperty(named = "bench", matches = "\\d+")
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class AcceptBenchmarkTest {
    private static final int LANES = 100;
    private static final int SECONDS = 15;
    private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[200]);

    public LocalStack stores;
    public Neighbours neighbours;

    @Inject
    Acceptor acceptor;

    @Inject
    MessageLog log;

    @Inject
    SequenceClock clock;

    @Test
    void steadyLoad() {
        int rate = Integer.getInteger("bench");
        await().atMost(ofSeconds(30)).until(() -> log.ready() && clock.running());
        Lane[] lanes = IntStream.range(0, LANES)
                .mapToObj(i -> acceptor.lane(new Sender(
                        AccountService.APP,
                        "",
                        neighbours.accounts().uuid(AccountService.APP, "s" + i),
                        "s" + i,
                        "phone")))
                .toArray(Lane[]::new);
        run("warm-up", lanes, rate);
        run("measured", lanes, rate);
    }

    private void run(String name, Lane[] lanes, int rate) {
        int messages = rate * SECONDS;
        AtomicLongArray nanos = new AtomicLongArray(messages);
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long cpu = system.getProcessCpuTime();
        long start = System.nanoTime();
        for (int i = 0; i < messages; i++) {
            long due = start + i * 1_000_000_000L / rate;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            int index = i;
            int lane = i % LANES;
            lanes[lane]
                    .accept(new Submission(Destination.account("r" + lane), name + i, "", true, false, PAYLOAD, false))
                    .whenComplete((accepted, failure) -> {
                        nanos.set(index, System.nanoTime() - due);
                        (failure == null ? answered : refused).incrementAndGet();
                    });
        }
        await().atMost(ofSeconds(10)).until(() -> answered.get() + refused.get() == messages);
        double seconds = (System.nanoTime() - start) / 1e9;
        double cpuMicros = (system.getProcessCpuTime() - cpu) / 1e3 / messages;
        long[] sorted = IntStream.range(0, messages).mapToLong(nanos::get).toArray();
        Arrays.sort(sorted);
        System.out.printf(
                "BENCH %s: %d/s, accepted=%d refused=%d in %.1f s, p50=%.2f p90=%.2f p99=%.2f p99.9=%.2f max=%.2f ms,"
                        + " cpu=%.0f us a message (with the generator), load average=%.1f, threads=%d%n",
                name,
                rate,
                answered.get(),
                refused.get(),
                seconds,
                at(sorted, 0.5),
                at(sorted, 0.9),
                at(sorted, 0.99),
                at(sorted, 0.999),
                at(sorted, 1),
                cpuMicros,
                system.getSystemLoadAverage(),
                threads.getThreadCount());
        assertThat(answered.get()).isEqualTo(messages);
    }

    private static double at(long[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1, quantile * sorted.length)] / 1e6;
    }
}
