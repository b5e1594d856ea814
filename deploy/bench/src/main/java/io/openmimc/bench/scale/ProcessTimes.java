package io.openmimc.bench.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.bench.BenchException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Processor time a message by process, as {@code ./mimc bench p2p --json FILE} has written it. */
public final class ProcessTimes {
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final List<String> NAMED =
            List.of("gateway", "history", "kafka", "cassandra", "redis", "callback", "contact");
    private static final String OTHERS = "others";
    private static final double MICROS_PER_MESSAGE = 1_000; // of a second per thousand messages

    private ProcessTimes() {}

    /**
     * Replaces the cost of a message by that of the last run of a file; the replicas of a service count together.
     *
     * @throws BenchException where it is not such a file, or the stack ran elsewhere
     */
    public static Constants read(Path file, Constants constants, Costs costs) {
        JsonNode runs;
        try {
            runs = JSON.readTree(file.toFile());
        } catch (IOException e) {
            throw new BenchException("--run: " + file + " cannot be read: " + e.getMessage(), e);
        }
        JsonNode last = runs.path(runs.size() - 1);
        JsonNode processes = last.path("processes");
        if (!last.path("scenario").asText().equals("p2p") || processes.isEmpty()) {
            throw new BenchException(
                    "--run: " + file + " must be of ./mimc bench p2p --json, with the stack on the same machine.");
        }
        Constants all = constants;
        for (Map.Entry<String, Double> process : micros(processes).entrySet()) {
            String value = String.format(Locale.ROOT, "%.1f", process.getValue());
            all = all.with(costs.prefix() + "." + process.getKey(), value);
        }
        return all;
    }

    private static Map<String, Double> micros(JsonNode processes) {
        Map<String, Double> micros = new TreeMap<>();
        NAMED.forEach(name -> micros.put(name, 0.0));
        micros.put(OTHERS, 0.0);
        for (JsonNode process : processes) {
            String name = process.path("name").asText();
            double cost = process.path("cpu_s_per_1000_messages").asDouble() * MICROS_PER_MESSAGE;
            micros.merge(constant(name), cost, Double::sum);
        }
        return micros;
    }

    private static String constant(String process) {
        return NAMED.stream()
                .filter(name -> process.equals(name) || process.startsWith(name + "-service"))
                .findFirst()
                .orElse(OTHERS);
    }
}
