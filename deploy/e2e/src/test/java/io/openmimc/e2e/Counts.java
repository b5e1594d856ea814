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
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What a stack has counted. */
final class Counts {
    private static final String MESSAGES = Topics.MESSAGES;
    /** A line of what Prometheus reads. */
    private static final Pattern COUNTER =
            Pattern.compile("((?:gateway|history|grpc)_\\w+_(?:total|count)(?:\\{.*})?) (\\S+)");

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

    /** What gateway and history have counted, by name and tags. */
    static Map<String, Double> of(Settings settings) {
        Map<String, Double> all = new TreeMap<>();
        for (PortSetting port : List.of(PortSetting.GATEWAY_HTTP, PortSetting.HISTORY_HTTP)) {
            URI metrics = URI.create("http://127.0.0.1:" + settings.port(port) + "/q/metrics");
            String text = Cloud.get(HttpClient.newHttpClient()
                            .sendAsync(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString()))
                    .body();
            text.lines()
                    .map(COUNTER::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> all.merge(line.group(1), Double.parseDouble(line.group(2)), Double::sum));
        }
        return all;
    }
}
