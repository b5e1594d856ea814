package io.openmimc.kit.cassandra;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.metadata.NodeStateListenerBase;
import com.datastax.oss.driver.api.core.ssl.ProgrammaticSslEngineFactory;
import com.datastax.oss.driver.internal.core.connection.ExponentialReconnectionPolicy;
import io.openmimc.kit.store.PemFiles;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** How the driver is set up. */
final class Driver {
    /** Execution profile of migrations: they wait for all nodes. */
    static final String SCHEMA = "schema";

    private static final Logger LOG = Logger.getLogger(Driver.class);
    private static final int DEFAULT_PORT = 9042;

    private final String service;
    private final CassandraConfig config;

    /** @param service names the sessions */
    Driver(String service, CassandraConfig config) {
        this.service = service;
        this.config = config;
    }

    /**
     * Opens a session; blocks, and fails when no contact point answers.
     *
     * @param keyspace null for a session that changes the schema
     */
    CqlSession open(@Nullable String keyspace) {
        CqlSessionBuilder builder = CqlSession.builder()
                .withConfigLoader(options(keyspace == null))
                .withClassLoader(Driver.class.getClassLoader()) // it has classes of ours to find
                .withLocalDatacenter(config.datacenter())
                .withNodeStateListener(new NodeLog());
        config.contactPoints().forEach(point -> builder.addContactPoint(address(point)));
        if (config.username().isPresent() && config.password().isPresent()) {
            builder.withAuthCredentials(
                    config.username().get(), config.password().get());
        }
        if (config.tls()) {
            builder.withSslEngineFactory(
                    new ProgrammaticSslEngineFactory(PemFiles.context(config.ca()), null, config.verifyHost()));
        }
        if (keyspace != null) {
            builder.withKeyspace(CqlIdentifier.fromInternal(keyspace));
        }
        return builder.build();
    }

    private DriverConfigLoader options(boolean forSchema) {
        return DriverConfigLoader.programmaticBuilder()
                .withString(DefaultDriverOption.REQUEST_CONSISTENCY, config.consistency())
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, config.requestTimeout())
                // They would come with the values of the statement, payloads among them; Cassandra logs them without.
                .withBoolean(DefaultDriverOption.REQUEST_LOG_WARNINGS, false)
                // Every statement of ours may be run twice: keys and cursors are chosen by us, sets are only added to.
                .withBoolean(DefaultDriverOption.REQUEST_DEFAULT_IDEMPOTENCE, true)
                .withClass(DefaultDriverOption.RECONNECTION_POLICY_CLASS, ExponentialReconnectionPolicy.class)
                .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(200))
                .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(2))
                .withDuration(DefaultDriverOption.CONNECTION_CONNECT_TIMEOUT, Duration.ofSeconds(2))
                .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, Duration.ofSeconds(3))
                .withDuration(DefaultDriverOption.CONTROL_CONNECTION_TIMEOUT, Duration.ofSeconds(3))
                .withDuration(DefaultDriverOption.HEARTBEAT_INTERVAL, Duration.ofSeconds(5))
                .withDuration(DefaultDriverOption.HEARTBEAT_TIMEOUT, Duration.ofSeconds(3))
                .withClass(DefaultDriverOption.REQUEST_THROTTLER_CLASS, FlatThrottler.class)
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_CONCURRENT_REQUESTS, config.maxConcurrent())
                .withInt(DefaultDriverOption.REQUEST_THROTTLER_MAX_QUEUE_SIZE, 20 * config.maxConcurrent())
                .withString(DefaultDriverOption.SESSION_NAME, service)
                // Requests are routed by the keyspace's replication; who changes the schema need not wait to read it.
                .withBoolean(DefaultDriverOption.METADATA_SCHEMA_ENABLED, !forSchema)
                .withStringList(DefaultDriverOption.METADATA_SCHEMA_REFRESHED_KEYSPACES, List.of(config.keyspace()))
                .withInt(DefaultDriverOption.NETTY_IO_SHUTDOWN_QUIET_PERIOD, 0)
                // Who closes a session still tells its loop of it: that one must not be gone at once.
                .withString(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_UNIT, "MILLISECONDS")
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_QUIET_PERIOD, 100)
                .withInt(DefaultDriverOption.NETTY_ADMIN_SHUTDOWN_TIMEOUT, 15_000)
                .startProfile(SCHEMA)
                .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofSeconds(20))
                .endProfile()
                .build();
    }

    private static InetSocketAddress address(String point) {
        String trimmed = point.trim();
        int colon = trimmed.lastIndexOf(':');
        return colon < 0
                ? new InetSocketAddress(trimmed, DEFAULT_PORT)
                : new InetSocketAddress(trimmed.substring(0, colon), Integer.parseInt(trimmed.substring(colon + 1)));
    }

    private static final class NodeLog extends NodeStateListenerBase {
        @Override
        public void onUp(com.datastax.oss.driver.api.core.metadata.Node node) {
            LOG.infof("cassandra node up node=%s", node.getEndPoint());
        }

        @Override
        public void onDown(com.datastax.oss.driver.api.core.metadata.Node node) {
            LOG.warnf("cassandra node down node=%s", node.getEndPoint());
        }
    }
}
