package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.process.StackProcess;
import io.openmimc.local.service.PortSetting;
import io.openmimc.local.store.Postgresql;
import io.openmimc.sdk.rest.AppCredentials;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What callbacks cost, and what a dead endpoint does. Not part of the normal build:
 * {@code ./mvnw verify -pl deploy/e2e -am -Pcallbacks}. Prints figures; fails only where a callback is lost. Dispatch does
 * not run meanwhile: it has no part in instant callbacks, and on few cores it would compete with them.
 */
@Tag("callbacks")
@ExtendWith(CloudExtension.class)
class CallbackLoadTest {
    private static final int PER_SECOND = Integer.getInteger("e2e.rate", 1_000);
    private static final int SECONDS = Integer.getInteger("e2e.seconds", 60);
    private static final int WARM_UP_SECONDS = 20;
    private static final int DEAD = Integer.getInteger("e2e.dead", 100_000);
    /** All attempts take five and a half minutes. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Cloud cloud;
    private final StackProcess service;
    private final Map<String, Integer> told = new ConcurrentHashMap<>();
    private final Set<String> messages = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Histogram lag = new ConcurrentHistogram(3);
    private volatile long lastNanos;

    CallbackLoadTest(Cloud cloud) {
        this.cloud = cloud;
        this.service = cloud.process("callback-service");
    }

    @BeforeEach
    void withoutDispatch() {
        cloud.process("history-service").stop(); // nobody in this run needs it again
    }

    private void take(AppServer.Callback callback) {
        byte[] payload = callback.payload();
        lag.recordValue(Math.max(0, callback.atNanos() - PushLoad.dueNanos(payload)));
        lastNanos = callback.atNanos();
        told.merge(callback.delivery(), 1, Integer::sum);
        messages.add(PushLoad.call(payload) + " to "
                + callback.body().path("toAccount").asText());
        calls.incrementAndGet();
    }

    private void awaitAllTold(PushLoad load) {
        await().atMost(PATIENCE).until(() -> messages.size() >= load.sent());
        assertThat(messages).hasSize(load.sent());
        assertThat(told).hasSize(load.sent());
    }

    @Test
    void aHealthyEndpoint() {
        AppCredentials app = cloud.createApp("load");
        try (AppServer server = new AppServer(cloud, app, this::take)) {
            PushLoad load = new PushLoad(cloud, app);
            load.send(PER_SECOND, PER_SECOND * WARM_UP_SECONDS);
            awaitAllTold(load);
            lag = new ConcurrentHistogram(3);
            int before = load.sent();
            Usage usage = Usage.of(cloud);
            long start = System.nanoTime();
            load.send(PER_SECOND, PER_SECOND * SECONDS);
            awaitAllTold(load);
            int count = load.sent() - before;
            System.out.printf(
                    "%n%d messages a second, one app, a healthy endpoint: %d callbacks, %.0f a second, %d told twice%n"
                            + "  from scheduled send to the app's server: %s%n  callback-service resident: %d MB%n%s",
                    PER_SECOND,
                    count,
                    count / ((lastNanos - start) / 1e9),
                    calls.get() - told.size(),
                    GroupLoadTest.describe(lag),
                    service.memoryBytes() >> 20,
                    Usage.of(cloud).since(usage, count, count));
            assertThat(server.forged()).isEmpty();
        }
    }

    @Test
    void aDeadEndpointThatComesBack() {
        AppCredentials app = cloud.createApp("dead");
        ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
        try (AppServer server = new AppServer(cloud, app, this::take)) {
            cloud.callbacks(app, "http://127.0.0.1:1/");
            PushLoad load = new PushLoad(cloud, app);
            System.out.printf("%n%d messages, nobody listens at the app's URL%n", DEAD);
            long start = System.nanoTime();
            Future<?> samples = sampler.scheduleAtFixedRate(() -> sample(start, load), 0, 10, TimeUnit.SECONDS);
            load.send(PER_SECOND, DEAD);
            await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> rows(app) == load.sent());
            sample(start, load);
            System.out.println("  All are in the database; somebody listens again");
            cloud.callbacks(app, server.url());
            awaitAllTold(load);
            sample(start, load);
            System.out.printf("  All are told, %d of them twice%n", calls.get() - told.size());
            assertThat(server.forged()).isEmpty();
            assertThat(samples).as("no sample failed").isNotDone();
        } finally {
            sampler.shutdownNow();
        }
    }

    private void sample(long startNanos, PushLoad load) {
        System.out.printf(
                "  %4d s: %6d sent, %6d told; callback-service %4d MB resident, %4.0f MB heap, load %s%n",
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos),
                load.sent(),
                told.size(),
                service.memoryBytes() >> 20,
                Counts.heapBytes(cloud.settings().port(PortSetting.CALLBACK_MANAGEMENT)) / (1 << 20),
                Usage.load());
    }

    private long rows(AppCredentials app) {
        String url = "jdbc:postgresql://127.0.0.1:" + cloud.settings().port(PortSetting.POSTGRESQL) + "/"
                + Postgresql.DATABASE;
        String sql = "SELECT count(*) FROM callback.deliveries WHERE app_id = " + app.appId();
        try (Connection connection = DriverManager.getConnection(
                        url, Postgresql.USER, cloud.settings().secrets().databasePassword());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
