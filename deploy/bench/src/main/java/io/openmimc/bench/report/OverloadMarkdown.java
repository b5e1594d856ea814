package io.openmimc.bench.report;

import io.openmimc.bench.cost.ProcessMemory;
import java.util.List;
import java.util.Locale;

/** Results of overloads as Markdown tables. */
public final class OverloadMarkdown {
    private static final String CARRIED =
            "\n| times | offered/s | goodput/s | of capacity | accepted p50 ms | p99 | max | ack p50 | ack p99"
                    + " | p99 before | p99 after | recovered after s | relapses |\n";

    private OverloadMarkdown() {}

    /** One row a multiple in each table: what was carried, what was refused, what held; and the memory of the last one. */
    public static String of(List<OverloadResult> results) {
        OverloadResult last = results.get(results.size() - 1);
        StringBuilder text = new StringBuilder(format("Capacity: %.0f a second%n", last.capacity()));
        text.append(CARRIED).append("|---".repeat(13)).append("|\n");
        results.forEach(result -> carried(text, result));
        text.append("\n| times | refused | by code | p50 ms | p99 | max | withheld | generator late p50 ms | p99 |\n");
        text.append("|---".repeat(9)).append("|\n");
        results.forEach(result -> refused(text, result));
        text.append("\n| times | lost | twice | disorder | damaged | refused but delivered | unanswered"
                + " | CPU µs/message | generator | busy | load |\n");
        text.append("|---".repeat(11)).append("|\n");
        results.forEach(result -> held(text, result));
        results.forEach(result -> result.reasons()
                .forEach((reason, count) ->
                        text.append(format("%nat %.1f times, refused %d: %s", result.multiple(), count, reason))));
        text.append('\n');
        if (!last.memory().isEmpty()) {
            text.append("\n| process | resident MB before | most | at the end |\n");
            text.append("|---".repeat(4)).append("|\n");
            last.memory().forEach(process -> memory(text, process));
        }
        return text.toString();
    }

    private static void carried(StringBuilder text, OverloadResult r) {
        text.append(format(
                "| %.1f | %.0f | %.0f | %.0f %% | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %.1f | %s | %d |%n",
                r.multiple(),
                r.during().offered(),
                r.during().goodput(),
                r.goodputPercent(),
                r.during().p50(),
                r.during().p99(),
                r.during().max(),
                r.during().ackP50(),
                r.during().ackP99(),
                r.before().p99(),
                r.after().p99(),
                r.recoverySeconds() == null ? "not" : r.recoverySeconds(),
                r.relapses()));
    }

    private static void refused(StringBuilder text, OverloadResult r) {
        Refusals refused = r.during().refused();
        text.append(format(
                "| %.1f | %d | %s | %.1f | %.1f | %.1f | %d | %.1f | %.1f |%n",
                r.multiple(),
                refused.count(),
                refused.codes(),
                refused.p50(),
                refused.p99(),
                refused.max(),
                r.during().withheld(),
                r.during().late50(),
                r.during().late99()));
    }

    private static void held(StringBuilder text, OverloadResult r) {
        Promises p = r.promises();
        text.append(format(
                "| %.1f | %d | %d | %d | %d | %d | %d | %.0f | %.0f | %.0f %% | %.1f |%n",
                r.multiple(),
                p.lost(),
                p.duplicates(),
                p.outOfOrder(),
                p.damaged(),
                p.refusedButDelivered(),
                p.unanswered(),
                r.cost().cpuMicrosPerMessage(),
                r.cost().generatorMicrosPerMessage(),
                r.cost().busyPercent(),
                r.cost().load()));
    }

    private static void memory(StringBuilder text, ProcessMemory p) {
        text.append(format("| %s | %.0f | %.0f | %.0f |%n", p.name(), p.first(), p.most(), p.last()));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
