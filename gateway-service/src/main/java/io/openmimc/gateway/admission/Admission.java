package io.openmimc.gateway.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.gateway.limit.Refusal;
import io.openmimc.gateway.limit.Refused;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.events.Kind;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides which messages are let in: all while none waits for longer than the target, and so many that this stays so when more
 * come than can be carried; then those of the apps that have most under way are refused first. A decision takes no time and
 * leaves nothing behind. From any thread. docs/adr/0023-messages-are-refused-before-they-wait.md
 */
@Singleton
public class Admission {
    private static final Logger LOG = Logger.getLogger(Admission.class);
    private static final long TICK_MS = 20;

    private final Refused refused;
    private final AdmissionMetrics metrics;
    private final Stage log;
    private final Handout accounts;
    private final Handout topics;
    private final OwnAges ownAccounts;
    private final OwnAges ownTopics;
    private final ScheduledExecutorService ticker = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "admission");
        thread.setDaemon(true);
        return thread;
    });

    public Admission(AdmissionConfig config, Refused refused, MeterRegistry meters) {
        this.refused = refused;
        this.log = stage(config, Limit.STALLED_NANOS);
        this.accounts = new Handout(stage(config, Limit.NEVER_STALLED), new Ages());
        this.topics = new Handout(stage(config, Limit.NEVER_STALLED), new Ages());
        this.ownAccounts = new OwnAges(accounts.ages(), System.nanoTime());
        this.ownTopics = new OwnAges(topics.ages(), System.nanoTime());
        this.metrics = new AdmissionMetrics(meters);
        metrics.watch("log", log);
        metrics.watch("accounts", accounts.stage());
        metrics.watch("topics", topics.stage());
    }

    private static Stage stage(AdmissionConfig config, long stalledNanos) {
        return new Stage(new Limit(config.targetWait().toNanos(), config.minInside(), stalledNanos, System.nanoTime()));
    }

    void start(@Observes StartupEvent started) {
        start();
    }

    /** Begins to judge; until then nothing is refused. */
    public void start() {
        var unused = ticker.scheduleWithFixedDelay(this::judge, TICK_MS, TICK_MS, TimeUnit.MILLISECONDS);
    }

    private void judge() {
        try {
            tick();
        } catch (RuntimeException e) {
            LOG.error("waits were not judged", e); // thrown, it would be the last time
        }
    }

    private void tick() {
        long now = System.nanoTime();
        log.tick(now);
        ownAccounts.tick(now);
        ownTopics.tick(now);
        accounts.tick(now);
        topics.tick(now);
    }

    /** Lets a message in; null: there are too many already. */
    public @Nullable Passage enter(long appId, Kind kind) {
        Handout handout = handout(kind);
        if (!log.admits(appId)) {
            metrics.full("log");
            return null;
        }
        if (!handout.admits(appId)) {
            metrics.full(kind == Kind.P2T ? "topics" : "accounts");
            return null;
        }
        return new Passage(log, handout, appId, System.nanoTime());
    }

    /** Lets a message in however many there are: it was let in before. */
    public Passage enterAgain(long appId, Kind kind) {
        return new Passage(log, handout(kind), appId, System.nanoTime());
    }

    /** For what a dispatcher says that has connected; to be told when it is gone. */
    public DispatcherAges dispatcher() {
        return new DispatcherAges(accounts.ages(), topics.ages());
    }

    /** A message for a session of this gateway waits for its event loop; {@link #delivered} must follow. */
    public void delivering(Kind kind) {
        own(kind).waits();
    }

    /**
     * A message is given to a session of this gateway.
     *
     * @param timestampMs when it was accepted, since the Unix epoch
     */
    public void delivered(Kind kind, long timestampMs) {
        own(kind).delivered(System.currentTimeMillis() - timestampMs);
    }

    private OwnAges own(Kind kind) {
        return kind == Kind.P2T ? ownTopics : ownAccounts;
    }

    /** What the sender of a message is told that was not let in. */
    public ImException busy(long appId) {
        refused.count(appId, Refusal.BUSY);
        return new ImException(ErrorCode.BUSY, "busy: more messages than can be carried, try again later");
    }

    private Handout handout(Kind kind) {
        return kind == Kind.P2T ? topics : accounts;
    }

    @PreDestroy
    void close() {
        ticker.shutdownNow();
    }
}
