package io.openmimc.bench.report;

import io.openmimc.bench.cost.ProcessCost;
import java.util.List;
import java.util.Locale;

/** Results as Markdown tables. */
public final class Markdown {
    private Markdown() {}

    /** One row a run, and what the last one cost each process. */
    public static String of(List<Result> results) {
        StringBuilder text = new StringBuilder();
        text.append(
                "| scenario | rate/s | sent | acked | delivered | lost | twice | disorder | p50 ms | p90 | p99 | p99.9 | max"
                        + " | ack p50 | ack p99 | CPU µs/message | generator | busy | load |\n");
        text.append("|---".repeat(19)).append("|\n");
        results.forEach(result -> row(text, result));
        Result last = results.get(results.size() - 1);
        last.figures().forEach((name, value) -> text.append(format("%n%s: %.2f", name, value)));
        if (!last.figures().isEmpty()) {
            text.append('\n');
        }
        results.stream()
                .filter(result -> result.refused().count() + result.refusedButDelivered() + result.withheld() > 0)
                .forEach(result -> refused(text, result));
        if (!last.cost().processes().isEmpty()) {
            text.append(format("%nWhat the last run cost, at %.0f a second:%n%n", last.rate()));
            text.append(
                    "| process | CPU % of a core | CPU s/1000 messages | resident MB | GC pauses | GC ms | disk B/message |\n");
            text.append("|---".repeat(7)).append("|\n");
            last.cost().processes().forEach(process -> row(text, process));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, Result r) {
        text.append(format(
                "| %s | %.0f | %d | %d | %d | %d | %d | %d | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.0f | %.0f | %.0f %% | %.1f |%n",
                r.scenario(),
                r.rate(),
                r.sent(),
                r.acked(),
                r.delivered(),
                r.lost(),
                r.duplicates(),
                r.outOfOrder(),
                r.p50(),
                r.p90(),
                r.p99(),
                r.p999(),
                r.max(),
                r.ackP50(),
                r.ackP99(),
                r.cost().cpuMicrosPerMessage(),
                r.cost().generatorMicrosPerMessage(),
                r.cost().busyPercent(),
                r.cost().load()));
    }

    private static void refused(StringBuilder text, Result r) {
        text.append(format(
                "%n%s at %.0f/s: %d refused (%s) after %.1f ms, p99 %.1f; refused but delivered %d; not sent %d%n",
                r.scenario(),
                r.rate(),
                r.refused().count(),
                r.refused().codes(),
                r.refused().p50(),
                r.refused().p99(),
                r.refusedButDelivered(),
                r.withheld()));
    }

    private static void row(StringBuilder text, ProcessCost p) {
        text.append(format(
                "| %s | %.1f | %.3f | %.0f | %d | %.0f | %.0f |%n",
                p.name(),
                p.cpuPercent(),
                p.cpuSecondsPerThousand(),
                p.residentMegabytes(),
                p.gcPauses(),
                p.gcMillis(),
                p.diskBytesPerMessage()));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
