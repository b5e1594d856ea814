package io.openmimc.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Latency over rate, as an SVG that needs nothing else. Latency is on a logarithmic scale. */
public final class Plot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int MARGIN = 60;
    private static final double MIN_MS = 0.1;

    /** One percentile. */
    private record Line(String name, String colour, ToDoubleFunction<Result> ms) {}

    private static final List<Line> LINES = List.of(
            new Line("p50", "#2a7", Result::p50),
            new Line("p99", "#27c", Result::p99),
            new Line("p99.9", "#c52", Result::p999));

    private final List<Result> results;
    private final double maxRate;
    private final double maxMs;

    private Plot(List<Result> results) {
        this.results = results;
        maxRate = results.stream().mapToDouble(Result::rate).max().orElse(1);
        double longest = results.stream().mapToDouble(Result::p999).max().orElse(1);
        maxMs = Math.pow(10, Math.ceil(Math.log10(Math.max(10 * MIN_MS, longest))));
    }

    /** @param results of runs at different rates, the lowest first; at least one */
    public static String svg(List<Result> results) {
        return new Plot(results).draw();
    }

    private String draw() {
        StringBuilder svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%n"
                        + "<text x=\"%d\" y=\"24\" font-size=\"15\">%s: latency from scheduled send, %d B, %d users</text>%n",
                WIDTH,
                HEIGHT,
                MARGIN,
                results.get(0).scenario(),
                results.get(0).sizeBytes(),
                results.get(0).users()));
        for (double ms = MIN_MS; ms <= maxMs * 1.001; ms *= 10) {
            svg.append(format(
                    "<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s ms</text>%n",
                    MARGIN, y(ms), WIDTH - MARGIN, MARGIN - 6, y(ms) + 4, ms < 1 ? "0.1" : format("%.0f", ms)));
        }
        results.forEach(result -> svg.append(format(
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%.0f/s</text>%n",
                x(result.rate()), HEIGHT - MARGIN + 20, result.rate())));
        for (int i = 0; i < LINES.size(); i++) {
            draw(svg, LINES.get(i), i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void draw(StringBuilder svg, Line line, int place) {
        StringBuilder path = new StringBuilder();
        results.forEach(result -> path.append(format(
                "%s%.1f %.1f", path.length() == 0 ? "M" : "L", x(result.rate()), y(line.ms.applyAsDouble(result)))));
        svg.append(format("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path, line.colour));
        results.forEach(result -> svg.append(format(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"><title>%s %.1f ms at %.0f/s</title></circle>%n",
                x(result.rate()),
                y(line.ms.applyAsDouble(result)),
                line.colour,
                line.name,
                line.ms.applyAsDouble(result),
                result.rate())));
        svg.append(format(
                "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>%n",
                WIDTH - MARGIN + 8, MARGIN + 18 * place, line.colour, line.name));
    }

    private double x(double rate) {
        return MARGIN + (WIDTH - 2 * MARGIN) * rate / maxRate;
    }

    private double y(double ms) {
        double part = Math.log10(Math.max(MIN_MS, ms) / MIN_MS) / Math.log10(maxMs / MIN_MS);
        return HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * part;
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
