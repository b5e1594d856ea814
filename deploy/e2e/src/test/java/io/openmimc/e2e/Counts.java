package io.openmimc.e2e;

import io.openmimc.local.service.PortSetting;
import io.openmimc.local.service.Settings;
import io.openmimc.proto.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What a stack has counted. */
final class Counts {
    private static final String MESSAGES = Topics.MESSAGES;
    /** A line of what Prometheus reads. */
    private static final Pattern COUNTER =
            Pattern.compile("((?:gateway|history|callback|contact|grpc)_\\w+_(?:total|count)(?:\\{.*})?) (\\S+)");

    private static final Map<String, PortSetting> SOURCES = Map.of(
            "gateway-service", PortSetting.GATEWAY_MANAGEMENT,
            "history-service", PortSetting.HISTORY_MANAGEMENT,
            "callback-service", PortSetting.CALLBACK_MANAGEMENT,
            "contact-service", PortSetting.CONTACT_MANAGEMENT);

    private Counts() {}

    /** How many messages were ever accepted, as the log has them. */
    static long records(Settings settings) {
        Map<String, Object> configuration =
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + settings.port(PortSetting.KAFKA));
        try (Admin admin = Admin.create(configuration)) {
            Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
            admin.describeTopics(List.of(MESSAGES))
                    .topicNameValues()
                    .get(MESSAGES)
                    .get()
                    .partitions()
                    .forEach(partition ->
                            ends.put(new TopicPartition(MESSAGES, partition.partition()), OffsetSpec.latest()));
            return admin.listOffsets(ends).all().get().values().stream()
                    .mapToLong(offset -> offset.offset())
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The heap that the process with a management port uses, garbage included. */
    static double heapBytes(int managementPort) {
        return lines(managementPort)
                .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** What gateway, history, callbacks and contacts have counted, those of them that run, by name and tags. */
    static Map<String, Double> of(Cloud cloud) {
        Map<String, Double> all = new TreeMap<>();
        SOURCES.forEach((name, port) -> {
            if (cloud.process(name).isAlive()) {
                lines(cloud.settings().port(port))
                        .map(COUNTER::matcher)
                        .filter(Matcher::matches)
                        .forEach(line -> all.merge(line.group(1), Double.parseDouble(line.group(2)), Double::sum));
            }
        });
        return all;
    }

    private static Stream<String> lines(int managementPort) {
        URI metrics = URI.create("http://127.0.0.1:" + managementPort + "/q/metrics");
        return Cloud.get(HttpClient.newHttpClient()
                        .sendAsync(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()))
                .body()
                .lines();
    }
}
