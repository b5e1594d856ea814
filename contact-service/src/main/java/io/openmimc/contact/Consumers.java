package io.openmimc.contact;

import io.openmimc.contact.cleanup.DeletedAccounts;
import io.openmimc.contact.intake.Intake;
import io.openmimc.contact.recent.ContactConfig;
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
import java.util.List;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/**
 * The consumer groups {@value #INTAKE} and {@value #CLEANUP}, from when Cassandra has first answered until the service ends.
 * Alive while their threads are.
 */
@Liveness
@Singleton
class Consumers implements HealthCheck {
    static final String INTAKE = "contact";
    static final String CLEANUP = "contact-cleanup";

    private final ConsumerSet consumers;

    Consumers(
            Cassandra cassandra,
            Intake intake,
            ContactConfig config,
            DeletedAccounts deletedAccounts,
            ConsumerLoops make) {
        this.consumers = new ConsumerSet(
                "Cassandra",
                cassandra.ready(),
                List.of(
                        make.loop(
                                ConsumerSettings.durable(Topics.MESSAGES, INTAKE)
                                        .gathering(config.gather()),
                                intake),
                        make.loop(
                                ConsumerSettings.durable(Topics.ACCOUNTS, CLEANUP),
                                new AccountEnds(deletedAccounts::remove))));
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
