package io.openmimc.gateway.session;

import io.openmimc.gateway.connection.EventLoops;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Gateways;
import io.openmimc.kit.redis.Redis;
import io.openmimc.kit.rpc.Failures;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * Keeps this gateway and its sessions in the registry. When the announcement had lapsed or Redis was away, all sessions
 * are written again, in case it came back with less, and pull their inboxes: meanwhile others may have taken them for
 * offline.
 */
@Singleton
public class Presence {
    private static final Logger LOG = Logger.getLogger(Presence.class);
    /** Registrations underway at once while all are written again. */
    private static final int WIDTH = 100;
    /** Well within the 30 days after which an unchanged entry of the registry expires. */
    private static final Duration RENEWAL = Duration.ofHours(24);

    private final Self self;
    private final GatewayConfig config;
    private final Gateways gateways;
    private final Devices devices;
    private final Redis redis;
    private final Sessions sessions;
    private final SessionMetrics metrics;
    private final EventLoops loops;

    private volatile boolean retired;
    private volatile long lastAnswerNanos =
            System.nanoTime() - Duration.ofDays(1).toNanos();
    private final Restoring restoring = new Restoring(RENEWAL, System.nanoTime());

    Presence(
            Self self,
            GatewayConfig config,
            Gateways gateways,
            Devices devices,
            Redis redis,
            Sessions sessions,
            SessionMetrics metrics,
            EventLoops loops) {
        this.self = self;
        this.config = config;
        this.gateways = gateways;
        this.devices = devices;
        this.redis = redis;
        this.sessions = sessions;
        this.metrics = metrics;
        this.loops = loops;
    }

    /** Announces this gateway from now on. */
    public void start() {
        redis.onConnect(() -> {
            restoring.lapsed();
            beat();
        });
        beat();
        loops.every(config.heartbeat(), this::beat);
    }

    /** Says that this gateway is gone, and announces it no more. */
    public CompletionStage<Void> retire() {
        retired = true;
        return gateways.retire(self.id());
    }

    /** Whether others count this gateway as alive. */
    public boolean announced() {
        return !retired
                && System.nanoTime() - lastAnswerNanos < 3 * config.heartbeat().toNanos();
    }

    private void beat() {
        if (retired) {
            return;
        }
        gateways.announce(self.id(), self.address()).whenComplete((unbroken, failure) -> {
            if (failure != null) {
                restoring.lapsed(); // whatever happens to Redis meanwhile
                return;
            }
            lastAnswerNanos = System.nanoTime();
            if (!unbroken) {
                restoring.lapsed();
            }
            Restoring.Walk walk = restoring.next(System.nanoTime());
            if (walk != Restoring.Walk.NONE) {
                restoreAll(walk == Restoring.Walk.RESTORE);
            }
        });
    }

    private void restoreAll(boolean wake) {
        Queue<Session> left = new ArrayDeque<>(sessions.all());
        if (left.isEmpty()) {
            restoring.ended();
            return;
        }
        LOG.infof("writing all sessions to the registry again sessions=%d", left.size());
        Walk walk = new Walk(left, wake);
        int width = Math.min(WIDTH, left.size());
        for (int i = 0; i < width; i++) {
            walk.next();
        }
    }

    private final class Walk {
        private final Queue<Session> left;
        private final boolean wake;
        private int unfinished;

        Walk(Queue<Session> left, boolean wake) {
            this.left = left;
            this.wake = wake;
            this.unfinished = left.size();
        }

        void next() {
            Session session;
            synchronized (this) {
                session = left.poll();
            }
            if (session == null) {
                return;
            }
            Failures.caught(() -> restore(session)).whenComplete((done, failure) -> {
                if (failure != null) {
                    restoring.lapsed();
                }
                if (last()) {
                    restoring.ended();
                }
                // Not from here: a registry that answers at once would nest the calls as deep as there are sessions.
                loops.execute(this::next);
            });
        }

        private synchronized boolean last() {
            return --unfinished == 0;
        }

        private CompletionStage<Void> restore(Session session) {
            return devices.restore(session.sender().uuid(), session.sender().resource(), session.login())
                    .handle((ours, failure) -> {
                        metrics.restored(failure == null);
                        if (failure != null) {
                            restoring.lapsed();
                        } else if (!ours) {
                            sessions.displaced(session);
                        } else if (session.ended() != null) {
                            // It ended while it was written: without this it would seem online for ever.
                            var unused = devices.unregister(
                                    session.sender().uuid(),
                                    session.sender().resource(),
                                    self.id(),
                                    session.login().session());
                        } else if (wake) {
                            session.execute(() -> session.mailbox().wake());
                        }
                        return null;
                    });
        }
    }
}
