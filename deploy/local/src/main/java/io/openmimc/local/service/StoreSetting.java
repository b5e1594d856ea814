package io.openmimc.local.service;

/** The stores, each replaced by one that runs elsewhere when the environment variable of its row is set. */
public enum StoreSetting {
    /** {@code postgresql://user:password@host:port/database}. */
    POSTGRESQL("OPENMIMC_POSTGRESQL_URI"),
    /** {@code redis://[:password@]host:port}. */
    REDIS("OPENMIMC_REDIS_URI"),
    /** {@code host:port,…}. */
    KAFKA("OPENMIMC_KAFKA_BOOTSTRAP"),
    /** {@code host:port,…}; its datacenter, if not {@code datacenter1}, in {@code OPENMIMC_CASSANDRA_DATACENTER}. */
    CASSANDRA("OPENMIMC_CASSANDRA_CONTACT_POINTS");

    private final String variable;

    StoreSetting(String variable) {
        this.variable = variable;
    }

    public String variable() {
        return variable;
    }
}
