package io.openmimc.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.openmimc.bench.BenchException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SizingTest {
    private static final Constants CONSTANTS = Constants.builtIn()
            .with("busy.gateway", "200")
            .with("busy.history", "100")
            .with("busy.redis", "30")
            .with("gateway.connections", "20000")
            .with("gateway.cores", "2")
            .with("history.cores", "2")
            .with("row.history", "unmeasured")
            .with("connection.kernel", "unmeasured")
            .with("archive.row", "unmeasured")
            .with("redis.device", "unmeasured")
            .with("partitions.today", "12")
            .with("dispatch.window", "500")
            .with("dispatch.patience", "2")
            .with("device.rtt", "0.1")
            .with("silent.share", "0");

    /** One to one, everybody online, no group. */
    private static Demand demand(double devices, double messages, double utilisation, int zones) {
        return new Demand(devices, messages, 200, 1, 0, 2, utilisation, zones);
    }

    private static Sizing sizing(double devices, double messages) {
        return new Sizing(demand(devices, messages, 0.5, 3), CONSTANTS, Costs.BUSY);
    }

    private static Quantity of(Sizing sizing, String part, String what) {
        return sizing.lines().stream()
                .filter(line -> line.part().equals(part) && line.what().equals(what))
                .findFirst()
                .orElseThrow()
                .quantity();
    }

    private static double value(Sizing sizing, String part, String what) {
        return of(sizing, part, what).value();
    }

    @Test
    void twiceTheDevicesTakeTwiceTheGatewaysByConnectionsAndNoMoreHistory() {
        // When
        Sizing once = sizing(10_000_000, 100_000);
        Sizing twice = sizing(20_000_000, 100_000);
        // Then
        assertThat(value(once, "gateway", "pods by connections")).isEqualTo(750);
        assertThat(value(twice, "gateway", "pods by connections")).isEqualTo(1_500);
        assertThat(value(twice, "gateway", "pods by messages")).isEqualTo(value(once, "gateway", "pods by messages"));
        assertThat(value(twice, "history", "replicas")).isEqualTo(value(once, "history", "replicas"));
    }

    @Test
    void twiceTheMessagesTakeTwiceTheHistoryAndNoMoreGatewaysByConnections() {
        // When
        Sizing once = sizing(10_000_000, 100_000);
        Sizing twice = sizing(10_000_000, 200_000);
        // Then
        assertThat(value(once, "history", "replicas"))
                .isEqualTo(15); // 10 busy cores, half used, of a zone too many, in twos
        assertThat(value(twice, "history", "replicas")).isEqualTo(30);
        assertThat(value(twice, "gateway", "pods by connections"))
                .isEqualTo(value(once, "gateway", "pods by connections"));
    }

    @Test
    void aPodIsNotDivided() {
        assertThat(value(sizing(20_000, 1), "gateway", "pods by connections")).isEqualTo(2); // 1.5
        assertThat(value(sizing(20_000, 1), "history", "replicas")).isEqualTo(1);
        assertThat(Quantity.of(3).up().value()).isEqualTo(3);
        assertThat(Quantity.of(0.1 + 0.2).times(10).up().value()).isEqualTo(3); // 3.0000000000000004
    }

    @Test
    void headroomIsForIdleCoresAndForTheZoneThatIsLost() {
        assertThat(demand(1, 1, 0.6, 3).headroom()).isCloseTo(2.5, within(1e-9));
        assertThat(demand(1, 1, 1, 2).headroom()).isEqualTo(2);
        assertThat(demand(1, 1, 1, 1).headroom()).isEqualTo(1);
        // When
        Sizing bare = new Sizing(demand(10_000_000, 100_000, 1, 1), CONSTANTS, Costs.BUSY);
        // Then
        assertThat(value(bare, "gateway", "pods by connections")).isEqualTo(500);
        assertThat(value(bare, "gateway", "pods by messages")).isEqualTo(10);
        assertThat(value(bare, "history", "replicas")).isEqualTo(5);
    }

    @Test
    void aConnectionTargetIsNotLoweredByUtilisation() {
        Sizing half = new Sizing(demand(10_000_000, 1, 0.5, 1), CONSTANTS, Costs.BUSY);
        assertThat(value(half, "gateway", "pods by connections")).isEqualTo(500);
    }

    @Test
    void recipientsThatAreAwayGetRowsAndGroupsOneForEachMemberButTheSender() {
        // Given
        Demand mix = new Demand(1_000, 1_000, 200, 0.8, 0.1, 11, 0.5, 3);
        // Then
        assertThat(mix.single()).isEqualTo(900);
        assertThat(mix.groupRecipients()).isEqualTo(1_000);
        assertThat(mix.rows()).isCloseTo(380, within(1e-9));
    }

    @Test
    void aPartitionCarriesItsWindowATurnUntilPhonesHaveAnswered() {
        Case live = new Case(demand(1, 1, 0.5, 3), CONSTANTS, Costs.BUSY);
        assertThat(Broker.partitionRate(live).value()).isCloseTo(5_000, within(1e-6));
    }

    @Test
    void onePhoneThatIsGoneInEveryWindowHoldsItForAsLongAsItIsWaitedFor() {
        Case silent = new Case(demand(1, 1, 0.5, 3), CONSTANTS.with("silent.share", "1"), Costs.BUSY);
        assertThat(Broker.partitionRate(silent).value()).isCloseTo(500 / 2.1, within(1e-6));
    }

    @Test
    void thereIsAPartitionForEachReplicaThatReads() {
        // Given
        Constants wide = CONSTANTS.with("dispatch.window", "1000000");
        // When
        Sizing sizing = new Sizing(demand(1_000, 1_000_000, 0.5, 3), wide, Costs.BUSY);
        // Then
        assertThat(value(sizing, "kafka", "partitions of mimc.messages"))
                .isEqualTo(value(sizing, "history", "replicas"))
                .isEqualTo(150);
    }

    @Test
    void everyDispatcherHasAStreamToEveryGatewayAndReportsOnIt() {
        // When
        Sizing sizing = sizing(10_000_000, 100_000);
        // Then
        assertThat(value(sizing, "links", "streams")).isEqualTo(750 * 15);
        assertThat(value(sizing, "links", "reports of waits")).isEqualTo(750 * 15 * 20);
    }

    @Test
    void whatIsUnmeasuredIsLeftOutAndSaid() {
        // When
        Sizing sizing = sizing(10_000_000, 100_000);
        Quantity pods = of(sizing, "gateway", "pods by memory");
        Quantity archive = of(sizing, "cassandra", "disk, archive");
        // Then
        assertThat(pods.isKnown()).isTrue();
        assertThat(pods.lacking()).containsExactly("connection.kernel");
        assertThat(archive.isKnown()).isFalse();
        assertThat(archive.lacking()).containsExactly("archive.row");
        assertThat(sizing.lacking())
                .extracting(Constant::name)
                .contains("connection.kernel", "archive.row")
                .doesNotContain("busy.gateway");
        assertThat(ScaleReport.markdown(sizing))
                .contains("unmeasured: archive.row", "| pods | 750 * |", "- archive.row (bytes a message)");
    }

    @Test
    void onceItIsMeasuredNothingIsLeftOut() {
        // When
        Sizing sizing = new Sizing(
                demand(1_000, 1_000, 0.5, 1),
                CONSTANTS.with("archive.row", "100").with("mean.share", "1").with("replication", "3"),
                Costs.BUSY);
        // Then
        assertThat(of(sizing, "cassandra", "disk, archive").lacking()).isEmpty();
        assertThat(value(sizing, "cassandra", "disk, archive"))
                .isCloseTo(1_000 * 100 * 180 * 86_400.0 * 3 / 1e9, within(1e-6));
    }

    @Test
    void aPayloadThatIsLargerIsStoredWithWhatItHasMore() {
        // Given
        Constants measured =
                CONSTANTS.with("archive.row", "300").with("mean.share", "1").with("replication", "1");
        Demand large = new Demand(1, 1, 1_200, 1, 0, 2, 1, 1);
        // When
        Sizing sizing = new Sizing(large, measured, Costs.BUSY);
        // Then
        assertThat(value(sizing, "cassandra", "disk, archive")).isCloseTo(1_300 * 180 * 86_400.0 / 1e9, within(1e-9));
    }

    @Test
    void aConstantThatIsMissingIsAnErrorAndNotZero() throws IOException {
        // Given
        Constants few = Constants.read(new StringReader("busy.gateway = 1 | us | measured | somehow"));
        // Then
        assertThatThrownBy(() -> new Sizing(demand(1, 1, 1, 1), few, Costs.BUSY))
                .isInstanceOf(BenchException.class)
                .hasMessageContaining("There is no constant gateway.connections");
    }

    @Test
    void theFirstLimitIsTheOneThatIsExceededMost() {
        // When
        Sizing sizing = sizing(10_000_000, 1_000_000);
        // Then
        assertThat(sizing.limits())
                .filteredOn(limit -> !Double.isNaN(limit.times()))
                .extracting(Limit::times)
                .isSortedAccordingTo((one, other) -> Double.compare(other, one));
        assertThat(sizing.limits())
                .filteredOn(limit -> limit.what().startsWith("dispatch's window"))
                .singleElement()
                .satisfies(limit -> assertThat(limit.at().value()).isCloseTo(60_000, within(1e-6)));
        assertThat(Double.isNaN(sizing.limits().get(sizing.limits().size() - 1).times()))
                .as("those that are not known come last")
                .isTrue();
    }

    @Test
    void accountsAtHandAreNotLookedUp() {
        // When
        Sizing small = sizing(10_000, 1_000);
        Sizing large = sizing(10_000_000, 1_000);
        // Then
        assertThat(value(small, "redis", "commands")).isCloseTo(1_000, within(1e-6));
        assertThat(value(large, "redis", "commands")).isBetween(2_900.0, 3_000.0);
    }

    @Test
    void moneyIsCoresDisksAndTrafficAtTheirPrices() {
        // Given
        Constants priced = CONSTANTS.with("price.core.hour", "0.1");
        // When
        Sizing sizing = new Sizing(demand(10_000_000, 100_000, 0.5, 3), priced, Costs.BUSY);
        // Then
        assertThat(value(sizing, "cost a month", "cores"))
                .isCloseTo(value(sizing, "all", "cores") * 720 * 0.1, within(1e-6));
    }

    @Test
    void noNumberIsNegativeWhateverTheDemand() {
        for (Costs costs : Costs.values()) {
            Sizing sizing = new Sizing(new Demand(1, 1, 0, 0, 1, 2, 1, 1), CONSTANTS, costs);
            assertThat(sizing.lines())
                    .filteredOn(line -> line.quantity().isKnown())
                    .allSatisfy(line -> assertThat(line.quantity().value())
                            .as(line.part() + ": " + line.what())
                            .isNotNegative());
        }
    }

    @Test
    void everyConstantThatComesWithItSaysHowItIsKnownAndIsUsed() throws IOException {
        // Given
        String file;
        try (var in = Objects.requireNonNull(Constants.class.getResourceAsStream("scale.properties"))) {
            file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        // Then
        assertThat(Constants.builtIn().all()).allSatisfy(constant -> {
            assertThat(constant.unit()).isNotBlank();
            assertThat(constant.how()).isNotBlank();
            if (constant.value() == null) {
                assertThat(constant.origin()).isEqualTo(Constant.Origin.MEASURED);
            }
        });
        String withoutNone = Constants.builtIn().all().stream()
                .map(Constant::name)
                .filter(name -> !isNeeded(file, name))
                .collect(Collectors.joining(", "));
        assertThat(withoutNone).as("constants that nothing reckons with").isEmpty();
    }

    /** Whether a sizing fails without it. */
    private static boolean isNeeded(String file, String name) {
        String without =
                file.lines().filter(line -> !line.startsWith(name + " =")).collect(Collectors.joining("\n"));
        try {
            Constants rest = Constants.read(new StringReader(without));
            for (Costs costs : Costs.values()) {
                Sizing sizing = new Sizing(new Demand(1_000, 1_000, 200, 0.5, 0.1, 10, 0.6, 3), rest, costs);
                ScaleReport.markdown(sizing);
            }
            return false;
        } catch (BenchException e) {
            return Objects.requireNonNull(e.getMessage()).contains(name);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
