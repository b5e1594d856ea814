package io.openmimc.local.service;

import io.openmimc.local.process.Program;
import io.openmimc.local.process.Stack;
import io.openmimc.local.store.Cassandra;
import io.openmimc.local.store.Kafka;
import io.openmimc.local.store.Postgresql;
import io.openmimc.local.store.Redis;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The whole of OpenMIMC on this machine: stores, services and edge. The names of its processes are {@code postgresql},
 * {@code redis}, {@code kafka}, {@code cassandra}, {@code account-service}, {@code topic-service}, {@code gateway-service},
 * {@code history-service}, {@code callback-service}, {@code contact-service} and {@code edge}.
 *
 * @param data where the stores keep theirs, in one directory each, and the services' certificates are
 * @param applications the directory with a service's {@code quarkus-run.jar}, by the service's name
 */
public record Deployment(Settings settings, Path data, Function<String, Path> applications) {
    /** The services as the build of the repository at {@code root} left them. */
    public static Deployment ofBuild(Settings settings, Path data, Path root) {
        return new Deployment(
                settings, data, name -> root.resolve(name).resolve("target").resolve("quarkus-app"));
    }

    /** A stack of all its programs, not started yet. Its services have their certificates. */
    public Stack stack(Path logs) {
        certificates().prepare();
        return new Stack(programs(), logs);
    }

    private InnerCertificates certificates() {
        return new InnerCertificates(data.resolve("inner"));
    }

    /** All its programs, except for stores that run elsewhere; needs come first. */
    public List<Program> programs() {
        List<Program> all = new ArrayList<>(stores());
        ServiceEnvironment environment = new ServiceEnvironment(settings, certificates());
        all.add(new Service(
                "account-service",
                settings.port(PortSetting.ACCOUNT_HTTP),
                settings.port(PortSetting.ACCOUNT_MANAGEMENT),
                ports(PortSetting.ACCOUNT_HTTP, PortSetting.ACCOUNT_MANAGEMENT, PortSetting.ACCOUNT_GRPC),
                applications.apply("account-service"),
                List.of("-Xms48m", "-Xmx256m"),
                environment.account(),
                Set.of("postgresql", "kafka", "redis"),
                false));
        all.add(new Service(
                "topic-service",
                settings.port(PortSetting.TOPIC_HTTP),
                settings.port(PortSetting.TOPIC_MANAGEMENT),
                ports(PortSetting.TOPIC_HTTP, PortSetting.TOPIC_MANAGEMENT, PortSetting.TOPIC_GRPC),
                applications.apply("topic-service"),
                List.of("-Xms48m", "-Xmx256m"),
                environment.topic(),
                Set.of("postgresql", "kafka"),
                false));
        all.add(new Service(
                "gateway-service",
                settings.port(PortSetting.GATEWAY_HTTP),
                settings.port(PortSetting.GATEWAY_MANAGEMENT),
                ports(
                        PortSetting.GATEWAY_HTTP,
                        PortSetting.GATEWAY_MANAGEMENT,
                        PortSetting.GATEWAY_GRPC,
                        PortSetting.TCP,
                        PortSetting.WEBSOCKET),
                applications.apply("gateway-service"),
                List.of("-Xms256m", "-Xmn128m", "-XX:SurvivorRatio=4", "-Xmx512m"),
                environment.gateway(),
                Set.of("redis", "kafka"),
                false));
        all.add(new Service(
                "history-service",
                settings.port(PortSetting.HISTORY_HTTP),
                settings.port(PortSetting.HISTORY_MANAGEMENT),
                ports(PortSetting.HISTORY_HTTP, PortSetting.HISTORY_MANAGEMENT, PortSetting.HISTORY_GRPC),
                applications.apply("history-service"),
                List.of("-Xms384m", "-Xmn192m", "-XX:SurvivorRatio=4", "-Xmx384m"),
                environment.history(),
                Set.of("cassandra", "kafka", "redis"),
                false));
        all.add(new Service(
                "callback-service",
                settings.port(PortSetting.CALLBACK_HTTP),
                settings.port(PortSetting.CALLBACK_MANAGEMENT),
                ports(PortSetting.CALLBACK_HTTP, PortSetting.CALLBACK_MANAGEMENT),
                applications.apply("callback-service"),
                List.of("-Xms64m", "-Xmn40m", "-Xmx256m"),
                environment.callback(),
                Set.of("postgresql", "kafka"),
                true));
        all.add(new Service(
                "contact-service",
                settings.port(PortSetting.CONTACT_HTTP),
                settings.port(PortSetting.CONTACT_MANAGEMENT),
                ports(PortSetting.CONTACT_HTTP, PortSetting.CONTACT_MANAGEMENT),
                applications.apply("contact-service"),
                List.of("-Xms256m", "-Xmn96m", "-XX:SurvivorRatio=3", "-Xmx256m"),
                environment.contact(),
                Set.of("cassandra", "kafka"),
                true));
        all.add(new Edge(settings));
        return all;
    }

    private List<Program> stores() {
        List<Program> all = new ArrayList<>();
        if (settings.external(StoreSetting.POSTGRESQL).isEmpty()) {
            all.add(new Postgresql(
                    settings.port(PortSetting.POSTGRESQL),
                    data.resolve("postgresql"),
                    settings.secrets().databasePassword()));
        }
        if (settings.external(StoreSetting.REDIS).isEmpty()) {
            all.add(new Redis(settings.port(PortSetting.REDIS), data.resolve("redis")));
        }
        if (settings.external(StoreSetting.KAFKA).isEmpty()) {
            all.add(new Kafka(
                    settings.port(PortSetting.KAFKA),
                    settings.port(PortSetting.KAFKA_CONTROLLER),
                    data.resolve("kafka")));
        }
        if (settings.external(StoreSetting.CASSANDRA).isEmpty()) {
            all.add(new Cassandra(
                    settings.port(PortSetting.CASSANDRA),
                    settings.port(PortSetting.CASSANDRA_STORAGE),
                    data.resolve("cassandra")));
        }
        return all;
    }

    private List<Integer> ports(PortSetting... settingsOfOne) {
        List<Integer> all = new ArrayList<>();
        for (PortSetting setting : settingsOfOne) {
            all.add(settings.port(setting));
        }
        return all;
    }
}
