package io.openmimc.bench.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;

/** A sizing as tables and as JSON. */
public final class ScaleReport {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final double WHOLE = 100;

    private ScaleReport() {}

    /** Markdown: results by part, limits, and what is not measured. */
    public static String markdown(Sizing sizing) {
        Demand demand = sizing.demand();
        StringBuilder text = new StringBuilder();
        text.append(format(
                "%,.0f devices, %,.0f messages a second of %d bytes, %s of recipients online; %s of the messages into groups of %d."
                        + " Headroom: %s utilisation, %d zones. Costs: %s.%n%n",
                demand.devices(),
                demand.messages(),
                demand.payloadBytes(),
                percent(demand.onlineShare()),
                percent(demand.groupShare()),
                demand.groupMembers(),
                percent(demand.utilisation()),
                demand.zones(),
                sizing.costs().prefix()));
        text.append("| part | what | how many | how |\n|---|---|---|---|\n");
        sizing.lines()
                .forEach(line -> text.append(format(
                        "| %s | %s | %s | %s |%n",
                        line.part(), line.what(), number(line.quantity(), line.unit()), line.how())));
        text.append("\nWhat adding pods does not move, the first to break first:\n\n");
        text.append("| limit | reached at | wanted / that | what moves it |\n|---|---|---|---|\n");
        sizing.limits()
                .forEach(limit -> text.append(format(
                        "| %s | %s | %s | %s |%n",
                        limit.what(), number(limit.at(), limit.of()), plain(limit.times()), limit.remedy())));
        lacking(text, sizing.lacking());
        given(text, sizing.constants());
        return text.toString().stripTrailing();
    }

    private static void lacking(StringBuilder text, List<Constant> lacking) {
        if (lacking.isEmpty()) {
            return;
        }
        text.append("\n\\* is without something that is unmeasured: these (--json says which where).\n\n");
        lacking.forEach(
                constant -> text.append(format("- %s (%s): %s%n", constant.name(), constant.unit(), constant.how())));
    }

    /** As lines of a file for {@code --constants}. */
    private static void given(StringBuilder text, List<Constant> constants) {
        List<Constant> given = constants.stream()
                .filter(constant -> constant.origin() == Constant.Origin.GIVEN)
                .toList();
        if (!given.isEmpty()) {
            text.append("\nGiven, in place of those of scale.properties:\n\n");
            given.forEach(constant -> text.append(format("    %s = %s%n", constant.name(), constant.text())));
        }
    }

    /**
     * An object: {@code demand}, {@code costs}, {@code results}, {@code limits}, {@code unmeasured}, {@code constants}. A value
     * that is not known is null, and {@code lacking} says why; one with something in {@code lacking} is without that.
     */
    public static ObjectNode json(Sizing sizing) {
        ObjectNode all = JSON.createObjectNode();
        all.set("demand", JSON.valueToTree(sizing.demand()));
        all.put("costs", sizing.costs().prefix());
        ArrayNode results = all.putArray("results");
        for (Line line : sizing.lines()) {
            ObjectNode node = results.addObject();
            node.put("part", line.part()).put("what", line.what());
            put(node, line.quantity());
            node.put("unit", line.unit()).put("how", line.how());
        }
        ArrayNode limits = all.putArray("limits");
        for (Limit limit : sizing.limits()) {
            ObjectNode node = limits.addObject();
            node.put("what", limit.what()).put("of", limit.of());
            put(node, limit.at());
            node.put("wanted", limit.wanted()).put("remedy", limit.remedy());
        }
        ArrayNode unmeasured = all.putArray("unmeasured");
        sizing.lacking().forEach(constant -> unmeasured.add(constant.name()));
        all.set("constants", JSON.valueToTree(sizing.constants()));
        return all;
    }

    private static void put(ObjectNode node, Quantity quantity) {
        if (Double.isFinite(quantity.value())) {
            node.put("value", quantity.value());
        } else {
            node.putNull("value");
        }
        ArrayNode lacking = node.putArray("lacking");
        quantity.lacking().forEach(lacking::add);
    }

    private static String number(Quantity quantity, String unit) {
        if (!quantity.isKnown()) {
            return "unmeasured: " + String.join(", ", quantity.lacking());
        }
        String text = (plain(quantity.value()) + " " + unit).strip();
        return quantity.lacking().isEmpty() ? text : text + " *";
    }

    private static String percent(double share) {
        return plain(share * WHOLE) + " %";
    }

    private static String plain(double value) {
        if (Double.isNaN(value)) {
            return "?";
        }
        if (Math.abs(value) >= WHOLE || value == Math.rint(value)) {
            return format("%,.0f", value);
        }
        return format(Math.abs(value) >= 10 ? "%.1f" : Math.abs(value) >= 1 ? "%.2f" : "%.3f", value);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
