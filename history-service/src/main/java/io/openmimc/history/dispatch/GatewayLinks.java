package io.openmimc.history.dispatch;

import io.grpc.ManagedChannel;
import io.openmimc.kit.batch.Gathering;
import io.openmimc.kit.device.Gateways;
import io.openmimc.kit.device.Login;
import io.openmimc.kit.rpc.Arrows;
import io.openmimc.kit.rpc.Channels;
import io.openmimc.kit.rpc.InnerTls;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.HandoutAges;
import io.openmimc.proto.gateway.SessionRef;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** The links to all living gateways; one that has been gone for a few seconds is let go. */
@Singleton
class GatewayLinks {
    private static final Logger LOG = Logger.getLogger(GatewayLinks.class);
    private static final long LOOK_MS = 200;
    private static final long ALIVE_MS = 1_000;
    private static final long TELL_MS = 50;
    private static final int ABSENT_LOOKS = 3;

    private final Gateways gateways;
    private final DispatchConfig config;
    private final HandoutClock handouts;
    private final DispatchMetrics metrics;
    private final Reconnect reconnect;
    private final InnerTls tls;
    private final ConcurrentMap<String, GatewayLink> links = new ConcurrentHashMap<>();
    private final Gathering gathering = new Gathering();
    private final Map<String, Integer> absent = new HashMap<>(); // confined to the completions of one chain of looks
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "gateway-links");
        thread.setDaemon(true);
        return thread;
    });

    GatewayLinks(
            Gateways gateways,
            DispatchConfig config,
            HandoutClock handouts,
            DispatchMetrics metrics,
            Reconnect reconnect,
            InnerTls tls) {
        this.gateways = gateways;
        this.config = config;
        this.handouts = handouts;
        this.metrics = metrics;
        this.reconnect = reconnect;
        this.tls = tls;
    }

    @PostConstruct
    void start() {
        long timeout = config.answerTimeout().toNanos();
        var looking = timer.scheduleWithFixedDelay(
                () -> links.values().forEach(link -> persistently(() -> link.look(timeout))),
                LOOK_MS,
                LOOK_MS,
                TimeUnit.MILLISECONDS);
        var telling =
                timer.scheduleWithFixedDelay(() -> persistently(this::tell), TELL_MS, TELL_MS, TimeUnit.MILLISECONDS);
        var letting = timer.scheduleWithFixedDelay(
                () -> persistently(this::letGo), ALIVE_MS, ALIVE_MS, TimeUnit.MILLISECONDS);
    }

    /** Thrown on, it would end the schedule: no delivery would ever be given up again, no gateway told how long messages wait. */
    private static void persistently(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a look after the gateways failed; the next one comes", e);
        }
    }

    private void tell() {
        HandoutAges ages = handouts.take();
        if (ages != null) {
            links.values().forEach(link -> link.tell(ages));
        }
    }

    /** Completes with the indices of the targets that took it. Never fails. */
    CompletionStage<BitSet> deliver(Login at, AcceptedMessage message, List<SessionRef> targets) {
        GatewayLink link = link(at);
        CompletionStage<BitSet> taken = link.deliver(message, targets);
        if (!gathering.running()) {
            link.sendDeliveries();
        }
        return taken;
    }

    /**
     * Runs what delivers many messages at once, so that those for one gateway share requests: until it has ended, deliveries
     * wait. It must not block.
     */
    void together(Runnable deliveries) {
        gathering.during(deliveries, () -> links.values().forEach(GatewayLink::sendDeliveries));
    }

    /** Tells a session that there is something in its inbox. */
    void wake(Login at, SessionRef session) {
        link(at).wake(session);
    }

    private GatewayLink link(Login at) {
        // A restarted gateway has a new id, so an address never changes under an id.
        return links.computeIfAbsent(at.gateway(), gateway -> {
            LOG.infof("gateway linked gateway=%s address=%s", gateway, at.address());
            return new GatewayLink(gateway, channel(at.address()), metrics);
        });
    }

    private ManagedChannel channel(String address) {
        return reconnect.watch(tls.secure(Channels.to(address), Arrows.GATEWAY)
                .directExecutor() // answers are worked on where they arrive: nothing here blocks
                .build());
    }

    private void letGo() {
        Set<String> linked = Set.copyOf(links.keySet());
        if (linked.isEmpty()) {
            return;
        }
        gateways.addresses(linked).whenComplete((alive, failure) -> {
            if (failure != null) {
                LOG.debugf("cannot tell which gateways are alive reason=%s", failure.getMessage());
                return;
            }
            for (String gateway : linked) {
                if (alive.containsKey(gateway)) {
                    absent.remove(gateway);
                } else if (absent.merge(gateway, 1, Integer::sum) >= ABSENT_LOOKS) {
                    absent.remove(gateway);
                    GatewayLink gone = links.remove(gateway);
                    if (gone != null) {
                        LOG.infof("gateway is gone gateway=%s", gateway);
                        gone.close();
                    }
                }
            }
        });
    }

    @PreDestroy
    void close() {
        timer.shutdownNow();
        links.values().forEach(GatewayLink::close);
    }
}
