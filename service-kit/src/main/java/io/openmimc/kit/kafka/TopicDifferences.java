package io.openmimc.kit.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;

/**
 * How topics that are there differ from what is set. Nothing is changed: fewer partitions are impossible, more move keys to
 * other partitions (docs/kafka.md), and who has other replicas has chosen them.
 */
final class TopicDifferences {
    private final Admin admin;
    private final TopicSettings settings;

    TopicDifferences(Admin admin, TopicSettings settings) {
        this.admin = admin;
        this.settings = settings;
    }

    /** A line each; fails while Kafka does not answer. */
    CompletionStage<List<String>> of(Collection<String> topics) {
        List<ConfigResource> resources = topics.stream()
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList();
        return admin.describeTopics(topics)
                .allTopicNames()
                .toCompletionStage()
                .thenCombine(
                        admin.describeConfigs(resources).all().toCompletionStage(),
                        (found, configs) -> configs.entrySet().stream()
                                .flatMap(
                                        each -> differences(
                                                Objects.requireNonNull(
                                                        found.get(each.getKey().name())),
                                                each.getValue())
                                                .stream())
                                .sorted()
                                .toList());
    }

    private List<String> differences(TopicDescription topic, Config config) {
        List<String> found = new ArrayList<>();
        compare(
                found,
                topic,
                "partitions",
                settings.partitions(),
                topic.partitions().size());
        int replicas = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        compare(found, topic, "replicas", (int) settings.replicas(), replicas);
        Map<String, String> values = config.entries().stream()
                .filter(entry -> entry.value() != null)
                .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value));
        settings.configs().forEach((name, value) -> compare(found, topic, name, value, values.getOrDefault(name, "")));
        return found;
    }

    private static void compare(List<String> found, TopicDescription topic, String what, Object set, Object there) {
        if (!set.equals(there)) {
            found.add("topic " + topic.name() + " has " + what + " " + there + ", set is " + set
                    + ": left as it is (docs/kafka.md, \"Topics\")");
        }
    }
}
