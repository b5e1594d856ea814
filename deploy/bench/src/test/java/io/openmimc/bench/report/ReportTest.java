package io.openmimc.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.openmimc.bench.Load;
import io.openmimc.bench.cost.Cost;
import io.openmimc.bench.cost.ProcessCost;
import io.openmimc.bench.load.Ledger;
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
        return Result.of("p2p", new Load(rate, 60, 20, 1_000, 200, 1, 0), ledger, cost, Map.of());
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

    @Test
    void aRunThatLostSomethingIsNotClean() {
        // Given
        Ledger ledger = new Ledger(1, 1);
        ledger.sending(0, 0, 1);
        ledger.acked(0, 1);
        // When
        Result lossy =
                Result.of("p2p", new Load(1, 1, 0, 2, 20, 1, 0), ledger, new Cost(0, 0, 1, 0, 0, List.of()), Map.of());
        // Then
        assertThat(lossy.isClean()).isFalse();
        assertThat(result(1, 1).isClean()).isTrue();
    }
}
