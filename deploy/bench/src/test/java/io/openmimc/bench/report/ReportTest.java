package io.openmimc.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openmimc.bench.Load;
import io.openmimc.bench.cost.Cost;
import io.openmimc.bench.cost.ProcessCost;
import io.openmimc.bench.cost.ProcessMemory;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Tally;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
    private static Result result(double rate, long latencyNanos) {
        Ledger ledger = new Ledger(1, 2);
        for (int i = 0; i < 2; i++) {
            ledger.sending(i, 0, 1);
            ledger.acked(i, latencyNanos / 2);
            ledger.arrived(i, latencyNanos);
        }
        Cost cost = new Cost(400, 50, 2, 60, 1.5, List.of(new ProcessCost("gateway-service", 40, 0.2, 180, 3, 12, 0)));
        return Result.of("p2p", new Load(rate, 60, 20, 1_000, 200, 1, 0, 0), ledger, cost, Map.of());
    }

    @Test
    void aRunIsJsonUnderTheNamesThatTheDocumentationGives() throws Exception {
        // When
        JsonNode json = new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(result(500, 4_000_000)));
        // Then
        assertThat(json.fieldNames())
                .toIterable()
                .contains(
                        "scenario",
                        "rate",
                        "duration_s",
                        "users",
                        "size_bytes",
                        "sent",
                        "acked",
                        "delivered",
                        "lost",
                        "duplicates",
                        "out_of_order",
                        "p50_ms",
                        "p90_ms",
                        "p99_ms",
                        "p999_ms",
                        "max_ms",
                        "ack_p50_ms",
                        "ack_p99_ms",
                        "cpu_us_per_message",
                        "generator_cpu_us_per_message",
                        "processes");
        assertThat(json.path("p99_ms").asDouble()).isBetween(3.9, 4.1);
        assertThat(json.path("ack_p99_ms").asDouble()).isBetween(1.9, 2.1);
        assertThat(json.path("sent").asInt()).isEqualTo(2);
    }

    @Test
    void everyRunIsARow() {
        // When
        String text = Markdown.of(List.of(result(500, 4_000_000), result(1_000, 8_000_000)));
        // Then
        assertThat(text).contains("| p2p | 500 | 2 | 2 | 2 |", "| p2p | 1000 |", "| gateway-service | 40.0 |");
    }

    @Test
    void thePlotIsWellFormedAndHasAPointForEachRateAndPercentile() throws Exception {
        // When
        String svg = Plot.svg(List.of(result(500, 4_000_000), result(1_000, 80_000_000), result(2_000, 900_000_000)));
        // Then
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(9);
    }

    private static final Cost NOTHING = new Cost(0, 0, 1, 0, 0, List.of());

    private static Ledger halfRefused() {
        Ledger ledger = new Ledger(1, 2);
        ledger.sending(0, 0, 1);
        ledger.acked(0, 1_000_000);
        ledger.arrived(0, 2_000_000);
        ledger.sending(1, 0, 1);
        ledger.refused(1, 429, "too many", 4_000_000);
        return ledger;
    }

    @Test
    void refusalsAreCleanOnlyWhereTheyAreExpected() {
        // Given
        Load load = new Load(2, 1, 0, 2, 20, 1, 0, 1);
        Ledger delivered = halfRefused();
        delivered.arrived(1, 9_000_000);
        // When
        Result limited = Result.ofLimited("large", load, halfRefused(), NOTHING);
        // Then
        assertThat(limited.isClean()).isTrue();
        assertThat(Result.of("p2p", load, halfRefused(), NOTHING, Map.of()).isClean())
                .isFalse();
        assertThat(Result.ofLimited("large", load, delivered, NOTHING).isClean())
                .isFalse();
        assertThat(Markdown.of(List.of(limited))).contains("large at 2/s: 1 refused (429: 1) after 4.0 ms");
    }

    @Test
    void anOverloadIsJsonAndMarkdown() throws Exception {
        // Given
        Ledger ledger = halfRefused();
        StretchResult stretch = StretchResult.of(1, Tally.of(ledger.outcomes(), 0, 2, 1_000_000_000));
        OverloadResult result = new OverloadResult(
                "p2p-overload",
                1_000,
                3,
                60,
                1_000,
                200,
                90,
                stretch,
                stretch,
                stretch,
                null,
                15,
                0,
                Promises.of(ledger),
                ledger.reasons(),
                List.of(new ProcessMemory("gateway-service", 300, 400, 350)),
                List.of(),
                NOTHING);
        // When
        JsonNode json = new ObjectMapper().readTree(new ObjectMapper().writeValueAsString(result));
        String text = OverloadMarkdown.of(List.of(result));
        // Then
        assertThat(result.isClean()).isTrue();
        assertThat(json.path("during")
                        .path("refused")
                        .path("by_code")
                        .path("429")
                        .asInt())
                .isEqualTo(1);
        assertThat(json.path("during").path("goodput_per_s").asDouble()).isEqualTo(1);
        assertThat(json.path("recovery_s").isNull()).isTrue();
        assertThat(json.fieldNames())
                .toIterable()
                .contains(
                        "capacity_per_s", "goodput_percent", "refused_but_delivered", "unanswered", "memory", "cores");
        assertThat(text)
                .contains(
                        "Capacity: 1000 a second",
                        "| 3.0 | 2 | 1 | 90 % |",
                        "| not | 0 |",
                        "| 3.0 | 1 | 429: 1 | 4.0 |",
                        "at 3.0 times, refused 1: 429 too many",
                        "| gateway-service | 300 | 400 | 350 |");
    }

    @Test
    void anOverloadThatBreaksAPromiseIsNotClean() {
        assertThat(new Promises(0, 0, 0, 0, 0, 0).areKept()).isTrue();
        assertThat(new Promises(1, 0, 0, 0, 0, 0).areKept()).isFalse();
        assertThat(new Promises(0, 1, 0, 0, 0, 0).areKept()).isFalse();
        assertThat(new Promises(0, 0, 1, 0, 0, 0).areKept()).isFalse();
        assertThat(new Promises(0, 0, 0, 1, 0, 0).areKept()).isFalse();
        assertThat(new Promises(0, 0, 0, 0, 1, 0).areKept()).isFalse();
        assertThat(new Promises(0, 0, 0, 0, 0, 1).areKept()).isFalse();
    }

    @Test
    void aRunThatLostSomethingIsNotClean() {
        // Given
        Ledger ledger = new Ledger(1, 1);
        ledger.sending(0, 0, 1);
        ledger.acked(0, 1);
        // When
        Result lossy = Result.of(
                "p2p", new Load(1, 1, 0, 2, 20, 1, 0, 0), ledger, new Cost(0, 0, 1, 0, 0, List.of()), Map.of());
        // Then
        assertThat(lossy.isClean()).isFalse();
        assertThat(result(1, 1).isClean()).isTrue();
    }
}
