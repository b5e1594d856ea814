package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.bench.Bench;
import io.openmimc.bench.BenchApp;
import io.openmimc.bench.Load;
import io.openmimc.bench.Target;
import io.openmimc.bench.cost.Flames;
import io.openmimc.bench.report.Markdown;
import io.openmimc.bench.report.Result;
import io.openmimc.bench.scenario.Scenario;
import io.openmimc.sdk.rest.AppCredentials;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** That the load generator's scenarios run and find nothing amiss; how fast they are is not judged here. */
@ExtendWith(CloudExtension.class)
class BenchTest {
    private static final int MEMBERS = 100;

    private final Cloud cloud;

    BenchTest(Cloud cloud) {
        this.cloud = cloud;
    }

    private Target target() {
        return new Target(
                cloud.api(),
                new InetSocketAddress(cloud.tcpHost(), cloud.tcpPort()),
                cloud.settings().secrets().adminToken(),
                null,
                Map.of("gateway-service", cloud.process("gateway-service").pid().orElseThrow()));
    }

    private static Load small(Scenario scenario) {
        double rate = scenario == Scenario.GROUP || scenario == Scenario.HISTORY ? 3 : 40;
        int users = scenario == Scenario.CONNECT ? 60 : 20;
        return new Load(rate, 3, 1, users, 200, 1, 0, 40);
    }

    private Bench bench() {
        Target target = target();
        AppCredentials app =
                new BenchApp(target.api(), cloud.settings().secrets().adminToken()).create(MEMBERS);
        return new Bench(target, app, new Flames(Path.of("target"), Map.of(), List.of()), System.out);
    }

    @Test
    void fillingStoresAThousandConversationsForEachThousand() {
        // Given
        double before = rowsOfContactsOnceNoMoreCome();
        // When
        bench().run(Scenario.P2P, new Load(40, 1, 1, 20, 200, 1, 1, 40));
        // Then
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(rowsOfContacts() - before)
                .as("a row for either side")
                .isBetween(2_000.0, 2_200.0));
    }

    /** Those of tests before gather for two seconds. */
    private double rowsOfContactsOnceNoMoreCome() {
        double[] seen = {-1};
        await().pollInterval(Duration.ofSeconds(4))
                .atMost(Duration.ofMinutes(1))
                .until(() -> {
                    double last = seen[0];
                    seen[0] = rowsOfContacts();
                    return seen[0] == last;
                });
        return seen[0];
    }

    private double rowsOfContacts() {
        return Counts.of(cloud).getOrDefault("contact_rows_total{kind=\"p2p\"}", 0.0);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void everythingArrivesOnceUnchangedInOrder(Scenario scenario) {
        // When
        List<Result> results = bench().run(scenario, small(scenario));
        // Then
        System.out.println(Markdown.of(results));
        assertThat(results).isNotEmpty().allSatisfy(result -> {
            assertThat(result.sent()).isPositive();
            assertThat(result.isClean()).as(result.toString()).isTrue();
            assertThat(result.p50()).isPositive();
            assertThat(result.cost().processes()).singleElement().satisfies(gateway -> assertThat(
                            gateway.residentMegabytes())
                    .isPositive());
        });
    }
}
