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
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * The whole of OpenMIMC on this machine: stores, services and edge. The names of its processes are {@code postgresql},
 * {@code redis}, {@code kafka}, {@code cassandra}, {@code account-service}, {@code topic-service}, {@code gateway-service},
 * {@code history-service}, {@code callback-service}, {@code contact-service} and {@code edge}; of a service with replicas
 * {@code gateway-service-1}, {@code gateway-service-2} and so on.
 *
 * @param data where the stores keep theirs, in one directory each, and the services' certificates are
 * @param applications the directory with a service's {@code quarkus-run.jar}, by the service's name
 */
public record Deployment(Settings settings, Path data, Function<String, Path> applications) {
    /** The others come first. */
    private static final Set<ServiceSetting> YIELDING = Set.of(ServiceSetting.CALLBACK, ServiceSetting.CONTACT);

    /** The services as the build of the repository at {@code root} left them. */
    public static Deployment ofBuild(Settings settings, Path data, Path root) {
        return new Deployment(
                settings, data, name -> root.resolve(name).resolve("target").resolve("quarkus-app"));
    }

    /** A stack of all its programs, not started yet. Its services have their certificates. */
    public Stack stack(Path logs) {
        return stack(logs, programs -> programs);
    }

    /** The same with other programs than {@link #programs}. */
    public Stack stack(Path logs, UnaryOperator<List<Program>> change) {
        certificates().prepare();
        return new Stack(change.apply(programs()), logs);
    }

    private InnerCertificates certificates() {
        return new InnerCertificates(data.resolve("inner"));
    }

    /** All its programs, except for stores that run elsewhere; needs come first. */
    public List<Program> programs() {
        List<Program> all = new ArrayList<>(stores());
        for (ServiceSetting service : ServiceSetting.values()) {
            for (int slot = 0; slot < settings.replicas().count(service); slot++) {
                all.add(replica(service, slot));
            }
        }
        all.add(edge());
        return all;
    }

    /** The same with other replicas. */
    public Deployment with(Replicas replicas) {
        return new Deployment(settings.with(replicas), data, applications);
    }

    /**
     * One process of a service.
     *
     * @param slot from 0
     */
    public Program replica(ServiceSetting service, int slot) {
        ServiceEnvironment environment = new ServiceEnvironment(settings, certificates(), service, slot);
        switch (service) {
            case ACCOUNT:
                return program(
                        service,
                        slot,
                        List.of("-Xms48m", "-Xmx256m"),
                        environment.account(),
                        Set.of("postgresql", "kafka", "redis"));
            case TOPIC:
                return program(
                        service,
                        slot,
                        List.of("-Xms48m", "-Xmx256m"),
                        environment.topic(),
                        Set.of("postgresql", "kafka"));
            case GATEWAY:
                return program(
                        service,
                        slot,
                        List.of("-Xms256m", "-Xmn128m", "-XX:SurvivorRatio=4", "-Xmx512m"),
                        environment.gateway(),
                        Set.of("redis", "kafka"));
            case HISTORY:
                return program(
                        service,
                        slot,
                        List.of("-Xms384m", "-Xmn192m", "-XX:SurvivorRatio=4", "-Xmx384m"),
                        environment.history(),
                        Set.of("cassandra", "kafka", "redis"));
            case CALLBACK:
                return program(
                        service,
                        slot,
                        List.of("-Xms64m", "-Xmn40m", "-Xmx256m"),
                        environment.callback(),
                        Set.of("postgresql", "kafka"));
            case CONTACT:
                return program(
                        service,
                        slot,
                        List.of("-Xms256m", "-Xmn96m", "-XX:SurvivorRatio=3", "-Xmx256m"),
                        environment.contact(),
                        Set.of("cassandra", "kafka"));
        }
        throw new IllegalArgumentException(service.name());
    }

    private Program program(
            ServiceSetting service,
            int slot,
            List<String> options,
            Map<String, String> environment,
            Set<String> needs) {
        return new Service(
                settings.replicas().process(service, slot),
                settings.port(service.http(), slot),
                settings.port(service.management(), slot),
                service.ports().stream().map(port -> settings.port(port, slot)).toList(),
                applications.apply(service.process()),
                options,
                environment,
                needs,
                YIELDING.contains(service));
    }

    /** What puts the services on one port, and clients on the gateways' where there are several. */
    public Program edge() {
        return new Edge(settings);
    }

    /** Those that run here. */
    public List<Program> stores() {
        List<Program> all = new ArrayList<>();
        if (settings.external(StoreSetting.POSTGRESQL).isEmpty()) {
            all.add(new Postgresql(
                    settings.storeHost(),
                    settings.port(PortSetting.POSTGRESQL),
                    data.resolve("postgresql"),
                    settings.secrets().databasePassword()));
        }
        if (settings.external(StoreSetting.REDIS).isEmpty()) {
            all.add(new Redis(
                    settings.storeHost(),
                    settings.port(PortSetting.REDIS),
                    data.resolve("redis"),
                    settings.redisPassword()));
        }
        if (settings.external(StoreSetting.KAFKA).isEmpty()) {
            all.add(new Kafka(
                    settings.storeHost(),
                    settings.port(PortSetting.KAFKA),
                    settings.port(PortSetting.KAFKA_CONTROLLER),
                    data.resolve("kafka")));
        }
        if (settings.external(StoreSetting.CASSANDRA).isEmpty()) {
            all.add(new Cassandra(
                    settings.storeHost(),
                    settings.port(PortSetting.CASSANDRA),
                    settings.port(PortSetting.CASSANDRA_STORAGE),
                    data.resolve("cassandra")));
        }
        return all;
    }
}
