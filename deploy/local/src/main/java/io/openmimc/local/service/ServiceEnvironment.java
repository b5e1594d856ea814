package io.openmimc.local.service;

import io.openmimc.local.StackException;
import io.openmimc.local.store.Postgresql;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The environment variables that configure one replica of a service for a stack. */
final class ServiceEnvironment {
    private static final String EDGE_NOTICE = "PT1S";

    private final Settings settings;
    private final InnerCertificates certificates;
    private final ServiceSetting service;
    private final int slot;

    ServiceEnvironment(Settings settings, InnerCertificates certificates, ServiceSetting service, int slot) {
        this.settings = settings;
        this.certificates = certificates;
        this.service = service;
        this.slot = slot;
    }

    Map<String, String> account() {
        Map<String, String> all =
                shared(PortSetting.ACCOUNT_HTTP, PortSetting.ACCOUNT_MANAGEMENT, PortSetting.ACCOUNT_GRPC);
        all.put("OPENMIMC_CALLBACKS_ADDRESSES", slots(PortSetting.CALLBACK_HTTP));
        all.put("OPENMIMC_ADMIN_TOKEN", settings.secrets().adminToken());
        all.put("OPENMIMC_FRONTEND_DOMAIN", "localhost");
        all.put("OPENMIMC_RELAY_DOMAIN", "relay.localhost");
        callbackNetworks(all);
        database(all);
        return all;
    }

    Map<String, String> topic() {
        Map<String, String> all = shared(PortSetting.TOPIC_HTTP, PortSetting.TOPIC_MANAGEMENT, PortSetting.TOPIC_GRPC);
        database(all);
        return all;
    }

    Map<String, String> gateway() {
        Map<String, String> all =
                shared(PortSetting.GATEWAY_HTTP, PortSetting.GATEWAY_MANAGEMENT, PortSetting.GATEWAY_GRPC);
        all.put("OPENMIMC_GATEWAY_ADDRESS", "127.0.0.1:" + own(PortSetting.GATEWAY_GRPC));
        all.put("OPENMIMC_GATEWAY_ADVERTISED_TCP", settings.tcp());
        all.put("OPENMIMC_GATEWAY_TCP_HOST", "127.0.0.1");
        all.put("OPENMIMC_GATEWAY_TCP_PORT", own(PortSetting.TCP));
        all.put("OPENMIMC_GATEWAY_WEBSOCKET_HOST", "127.0.0.1");
        all.put("OPENMIMC_GATEWAY_WEBSOCKET_PORT", own(PortSetting.WEBSOCKET));
        return all;
    }

    Map<String, String> history() {
        Map<String, String> all =
                shared(PortSetting.HISTORY_HTTP, PortSetting.HISTORY_MANAGEMENT, PortSetting.HISTORY_GRPC);
        cassandra(all);
        return all;
    }

    Map<String, String> contact() {
        Map<String, String> all = shared(PortSetting.CONTACT_HTTP, PortSetting.CONTACT_MANAGEMENT);
        cassandra(all);
        return all;
    }

    private void cassandra(Map<String, String> all) {
        // An external Cassandra keeps its own OPENMIMC_CASSANDRA_… settings, which the services inherit.
        if (settings.external(StoreSetting.CASSANDRA).isEmpty()) {
            all.put("OPENMIMC_CASSANDRA_CONTACT_POINTS", local(PortSetting.CASSANDRA));
            all.put("OPENMIMC_CASSANDRA_DATACENTER", "datacenter1");
        }
    }

    Map<String, String> callback() {
        Map<String, String> all = shared(PortSetting.CALLBACK_HTTP, PortSetting.CALLBACK_MANAGEMENT);
        all.put("OPENMIMC_ADMIN_TOKEN", settings.secrets().adminToken());
        callbackNetworks(all);
        database(all);
        return all;
    }

    /** On a developer's machine the app's server is there, too. */
    private static void callbackNetworks(Map<String, String> all) {
        all.put("OPENMIMC_CALLBACK_ALLOWED_NETWORKS", "127.0.0.0/8,::1/128");
    }

    private Map<String, String> shared(PortSetting http, PortSetting management, PortSetting grpc) {
        Map<String, String> all = shared(http, management);
        all.put("QUARKUS_GRPC_SERVER_HOST", "127.0.0.1");
        all.put("QUARKUS_GRPC_SERVER_PORT", own(grpc));
        return all;
    }

    private Map<String, String> shared(PortSetting http, PortSetting management) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("QUARKUS_PROFILE", "local");
        all.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        all.put("QUARKUS_HTTP_PORT", own(http));
        all.put("OPENMIMC_HTTP_TRUSTED_PROXIES", "127.0.0.1/32"); // the edge
        all.put("QUARKUS_MANAGEMENT_HOST", "127.0.0.1");
        all.put("QUARKUS_MANAGEMENT_PORT", own(management));
        // What the page with the API's description may call.
        all.put("QUARKUS_SMALLRYE_OPENAPI_SERVERS", settings.api());
        // All that there may be: who comes later is found without a restart of anybody.
        all.put("OPENMIMC_PEERS_ACCOUNTS", slots(PortSetting.ACCOUNT_GRPC));
        all.put("OPENMIMC_PEERS_TOPICS", slots(PortSetting.TOPIC_GRPC));
        all.put("OPENMIMC_PEERS_HISTORY", slots(PortSetting.HISTORY_GRPC));
        all.putAll(certificates.environment(service.process()));
        all.put("OPENMIMC_SECRET", settings.secrets().deployment());
        kafka(all);
        if (!settings.replicas().isNamed(service)) {
            // There is one, so after a crash it may take its partitions back at once. Among several, one that stops
            // leaves its partitions to the others at once, which one with a name of its own does not.
            all.put("OPENMIMC_KAFKA_INSTANCE", "local");
        } else {
            // The edge takes so long to notice that a replica is about to stop; meanwhile it goes on answering.
            all.put(
                    service == ServiceSetting.GATEWAY ? "OPENMIMC_GATEWAY_DRAIN_NOTICE" : "QUARKUS_SHUTDOWN_DELAY",
                    EDGE_NOTICE);
        }
        all.put(
                "OPENMIMC_REDIS_URI",
                settings.external(StoreSetting.REDIS).orElse("redis://" + local(PortSetting.REDIS)));
        return all;
    }

    private void kafka(Map<String, String> all) {
        // An external Kafka keeps its own OPENMIMC_KAFKA_… settings, which the services inherit.
        settings.external(StoreSetting.KAFKA)
                .ifPresentOrElse(bootstrap -> all.put("OPENMIMC_KAFKA_BOOTSTRAP", bootstrap), () -> {
                    all.put("OPENMIMC_KAFKA_BOOTSTRAP", local(PortSetting.KAFKA));
                    // Each fetch asks for all of them, and there is no second consumer to share them with.
                    all.put("OPENMIMC_KAFKA_PARTITIONS", "4");
                });
    }

    private void database(Map<String, String> all) {
        settings.external(StoreSetting.POSTGRESQL)
                .ifPresentOrElse(
                        uri -> database(all, URI.create(uri)),
                        () -> database(
                                all,
                                local(PortSetting.POSTGRESQL) + "/" + Postgresql.DATABASE,
                                Postgresql.USER,
                                settings.secrets().databasePassword()));
    }

    private static void database(Map<String, String> all, URI uri) {
        String[] user =
                uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
        if (user.length != 2 || uri.getHost() == null || uri.getPath().length() < 2) {
            throw new StackException(StoreSetting.POSTGRESQL.variable()
                    + " must look like postgresql://user:password@host:5432/database.");
        }
        String port = uri.getPort() < 0 ? "5432" : Integer.toString(uri.getPort());
        database(all, uri.getHost() + ":" + port + uri.getPath(), user[0], user[1]);
    }

    private static void database(Map<String, String> all, String hostAndName, String user, String password) {
        all.put("QUARKUS_DATASOURCE_REACTIVE_URL", "postgresql://" + hostAndName);
        all.put("QUARKUS_DATASOURCE_JDBC_URL", "jdbc:postgresql://" + hostAndName);
        all.put("QUARKUS_DATASOURCE_USERNAME", user);
        all.put("QUARKUS_DATASOURCE_PASSWORD", password);
    }

    private String local(PortSetting setting) {
        return "127.0.0.1:" + port(setting);
    }

    private String port(PortSetting setting) {
        return Integer.toString(settings.port(setting));
    }

    /** Of this replica. */
    private String own(PortSetting setting) {
        return Integer.toString(settings.port(setting, slot));
    }

    private String slots(PortSetting setting) {
        return IntStream.range(0, Replicas.MOST)
                .mapToObj(each -> "127.0.0.1:" + settings.port(setting, each))
                .collect(Collectors.joining(","));
    }
}
