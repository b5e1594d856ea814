package io.openmimc.history;

import io.openmimc.history.archive.ArchiveConfig;
import io.openmimc.history.archive.Archivist;
import io.openmimc.history.cleanup.CleanUp;
import io.openmimc.history.dispatch.DispatchConfig;
import io.openmimc.history.dispatch.Dispatcher;
import io.openmimc.kit.account.AccountEnds;
import io.openmimc.kit.cassandra.Cassandra;
import io.openmimc.kit.kafka.ConsumerLoops;
import io.openmimc.kit.kafka.ConsumerSet;
import io.openmimc.kit.kafka.ConsumerSettings;
import io.openmimc.proto.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * The consumer groups of this service, from when Cassandra has first answered until the service ends. Alive while
 * their threads are.
 */
@Liveness
@Singleton
class Consumers implements HealthCheck {
    static final String DISPATCH = "history-dispatch";
    static final String ARCHIVE = "history-archive";
    static final String CLEANUP = "history-cleanup";

    private final ConsumerSet consumers;

    Consumers(
            Cassandra cassandra,
            Dispatcher dispatcher,
            DispatchConfig dispatch,
            Archivist archivist,
            ArchiveConfig archive,
            CleanUp cleanUp,
            ConsumerLoops make) {
        this.consumers = new ConsumerSet(
                "Cassandra",
                cassandra.ready(),
                List.of(
                        make.loop(
                                settings(
                                        DISPATCH,
                                        dispatch.maxUnfinished(),
                                        dispatch.maxUnfinishedSize().asLongValue()),
                                dispatcher),
                        make.loop(
                                settings(
                                                ARCHIVE,
                                                archive.maxUnfinished(),
                                                archive.maxUnfinishedSize().asLongValue())
                                        .gathering(archive.gather()),
                                archivist),
                        make.loop(
                                ConsumerSettings.durable(Topics.ACCOUNTS, CLEANUP), new AccountEnds(cleanUp::remove))));
    }

    private static ConsumerSettings settings(String group, int maxUnfinished, long maxBytes) {
        return new ConsumerSettings(group, Topics.MESSAGES, group, true, maxUnfinished, maxBytes, Duration.ZERO);
    }

    void start(@Observes StartupEvent started) {
        consumers.start();
    }

    /** Before what they need is closed. */
    void stop(@Observes @Priority(1) ShutdownEvent ending) {
        consumers.close();
    }

    @Override
    public HealthCheckResponse call() {
        return consumers.health();
    }
}
