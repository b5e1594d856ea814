package io.openmimc.kit.setup;

import io.quarkus.arc.All;
import io.quarkus.runtime.PreventFurtherStepsException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Sees to what the service needs in its stores, as {@link SetupConfig} says. What works on tables or topics begins when
 * {@link #done} does.
 */
@Singleton
public class Setup {
    private static final Logger LOG = Logger.getLogger(Setup.class);
    private static final int AFTER_REQUIREMENTS = 2;
    private static final long LOOK_AGAIN_MS = 1_000;
    private static final String WHAT_TO_DO =
            "; run this service once with OPENMIMC_SETUP=only (in Kubernetes the setup job of its release)";

    private final SetupConfig config;
    private final List<Provision> provisions;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private volatile Map<String, String> missing = Map.of();

    Setup(SetupConfig config, @All List<Provision> provisions) {
        this.config = config;
        this.provisions = List.copyOf(provisions);
        if (config.mode() == SetupMode.START) {
            done.complete(null);
        } else if (config.mode() == SetupMode.AWAIT) {
            Map<String, String> unknown = new LinkedHashMap<>();
            provisions.forEach(provision -> unknown.put(provision.name(), "not looked for yet"));
            missing = unknown;
        }
    }

    /**
     * Completes when everything is there, on a thread that must not be blocked for long. It is completed where each part makes
     * its own, and never completes in a job that only sets up.
     */
    public CompletionStage<Void> done() {
        return done.thenApply(nothing -> nothing);
    }

    /** What is waited for, by its name. */
    Map<String, String> missing() {
        return missing;
    }

    /** After the settings were looked at, before anything else that is started, and before the HTTP ports are open. */
    void begin(@Observes @Priority(AFTER_REQUIREMENTS) StartupEvent started) throws InterruptedException {
        switch (config.mode()) {
            case ONLY:
                boolean made = new SetupRun(provisions, config.patience()).succeeds();
                Quarkus.asyncExit(made ? 0 : 1);
                throw new PreventFurtherStepsException(made ? 0 : 1); // so nothing else is started
            case AWAIT:
                Thread watch = new Thread(this::watch, "setup-watch");
                watch.setDaemon(true);
                watch.start();
                break;
            default:
                break; // each part makes its own when it starts
        }
    }

    void end(@Observes ShutdownEvent stopping) {
        ending.countDown();
    }

    private void watch() {
        try {
            Map<String, String> found = look();
            while (!found.isEmpty() && !ending.await(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS)) {
                found = look();
            }
            if (found.isEmpty()) {
                LOG.info("everything is set up");
                done.complete(null);
                missing = found; // ready only now that the work has begun
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Map<String, String> look() {
        Map<String, String> found = new LinkedHashMap<>();
        for (Provision provision : provisions) {
            String reason = reason(provision);
            if (!reason.isEmpty()) {
                found.put(provision.name(), reason);
                if (!reason.equals(missing.get(provision.name()))) {
                    LOG.warnf("waiting for %s: %s", provision.name(), reason);
                }
            }
        }
        if (!found.isEmpty()) {
            missing = found;
        }
        return found;
    }

    /** Empty: nothing is missing. */
    private static String reason(Provision provision) {
        try {
            List<String> lines = provision.missing();
            return lines.isEmpty() ? "" : String.join(", ", lines) + WHAT_TO_DO;
        } catch (RuntimeException e) {
            return "not known, the store does not answer: " + e.getMessage();
        }
    }
}
