package io.openmimc.callback.store;

import io.openmimc.kit.database.DatabaseSchema;
import io.openmimc.kit.setup.Setup;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduler;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;

/** The tables of this service. */
class Tables {
    private static final int LAST = Integer.MAX_VALUE;

    @Produces
    @Singleton
    DatabaseSchema schema(Flyway flyway, @ConfigProperty(name = "quarkus.application.version") String release) {
        return new DatabaseSchema("callback", flyway, release);
    }

    /**
     * Jobs need tables; only where somebody else makes them is the scheduler halted until then. Comes last: one that has not
     * started cannot be resumed.
     */
    void letJobsBegin(@Observes @Priority(LAST) StartupEvent started, Setup setup, Scheduler scheduler) {
        var unused = setup.done().thenRun(() -> {
            if (!scheduler.isRunning()) {
                scheduler.resume();
            }
        });
    }
}
