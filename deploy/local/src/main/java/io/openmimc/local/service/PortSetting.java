package io.openmimc.local.service;

/** Every port of the local stack, all of them on 127.0.0.1, each moved by the environment variable of its name. */
public enum PortSetting {
    /** REST and console. */
    API(8080, "edge"),
    WEBSOCKET(8082, "gateway-service"),
    TCP(5222, "gateway-service"),
    ACCOUNT_HTTP(8091, "account-service"),
    /** Health, metrics and API descriptions; the edge leads to none of them. */
    ACCOUNT_MANAGEMENT(8191, "account-service"),
    ACCOUNT_GRPC(9091, "account-service"),
    GATEWAY_HTTP(8092, "gateway-service"),
    GATEWAY_MANAGEMENT(8192, "gateway-service"),
    GATEWAY_GRPC(9092, "gateway-service"),
    HISTORY_HTTP(8093, "history-service"),
    HISTORY_MANAGEMENT(8193, "history-service"),
    HISTORY_GRPC(9093, "history-service"),
    TOPIC_HTTP(8094, "topic-service"),
    TOPIC_MANAGEMENT(8194, "topic-service"),
    TOPIC_GRPC(9094, "topic-service"),
    CALLBACK_HTTP(8095, "callback-service"),
    CALLBACK_MANAGEMENT(8195, "callback-service"),
    CONTACT_HTTP(8096, "contact-service"),
    CONTACT_MANAGEMENT(8196, "contact-service"),
    POSTGRESQL(15432, "postgresql"),
    REDIS(16379, "redis"),
    KAFKA(19092, "kafka"),
    KAFKA_CONTROLLER(19093, "kafka"),
    CASSANDRA(19042, "cassandra"),
    /** Cassandra binds it even when it is alone. */
    CASSANDRA_STORAGE(19043, "cassandra");

    private final int fixed;
    private final String process;

    PortSetting(int fixed, String process) {
        this.fixed = fixed;
        this.process = process;
    }

    /** The port unless it is changed. */
    public int fixed() {
        return fixed;
    }

    /** The name of the process that binds it. */
    public String process() {
        return process;
    }

    /** Whether each replica of a service has one of its own. */
    boolean isOfReplicas() {
        return process.endsWith("-service");
    }

    /** Whether clients of gateways connect to it. */
    boolean isOfClients() {
        return this == TCP || this == WEBSOCKET;
    }

    /** Such as {@code OPENMIMC_API_PORT}. */
    public String variable() {
        return "OPENMIMC_" + name() + "_PORT";
    }
}
