package io.openmimc.kit.store;

/** The stores a service may use. */
public enum Store {
    KAFKA("Kafka"),
    CASSANDRA("Cassandra"),
    REDIS("Redis"),
    POSTGRESQL("PostgreSQL");

    private final String title;

    Store(String title) {
        this.title = title;
    }

    /** What it is called in messages. */
    public String title() {
        return title;
    }

    /** The environment variable of one of its settings, such as {@code OPENMIMC_KAFKA_PASSWORD}. */
    public String variable(String setting) {
        return "OPENMIMC_" + name() + "_" + setting;
    }
}
