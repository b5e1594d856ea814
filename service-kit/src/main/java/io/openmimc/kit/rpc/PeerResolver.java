package io.openmimc.kit.rpc;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import io.grpc.SynchronizationContext.ScheduledHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells a channel which replicas of a service there are, again and again. A host that cannot be looked up keeps the addresses
 * it had: that DNS is away does not mean that its hosts are. Confined to the synchronization context of its channel.
 */
final class PeerResolver extends NameResolver {
    /** Between the end of a look-up and the next one. */
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger LOG = Logger.getLogger(PeerResolver.class);

    /** @param failure null if addresses were found */
    private record Answer(String host, List<InetAddress> addresses, @Nullable Throwable failure) {}

    private final String service;
    private final PeerNames.Peers peers;
    private final SynchronizationContext context;
    private final ScheduledExecutorService timer;
    private final Map<String, List<InetAddress>> known = new HashMap<>(); // by host, the last good answer
    private final Set<String> failing = new TreeSet<>();
    private Set<InetSocketAddress> told = Set.of();
    private @Nullable Listener2 listener;
    private @Nullable ScheduledHandle next;
    private boolean closed;

    PeerResolver(String service, PeerNames.Peers peers, Args args) {
        this.service = service;
        this.peers = peers;
        this.context = args.getSynchronizationContext();
        this.timer = args.getScheduledExecutorService();
    }

    @Override
    public String getServiceAuthority() {
        return service;
    }

    @Override
    public void start(Listener2 told) {
        listener = told;
        look();
    }

    /** It looks again by itself, soon; a channel whose connections fail asks for it far more often than names change. */
    @Override
    public void refresh() {}

    private void look() {
        List<CompletableFuture<Answer>> answers =
                peers.all().stream().map(Peer::host).distinct().map(this::ask).toList();
        var unused = CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenRun(() -> context.execute(() ->
                        answered(answers.stream().map(CompletableFuture::join).toList())));
    }

    private CompletableFuture<Answer> ask(String host) {
        return Failures.caught(() -> peers.lookup().addresses(host))
                .handle((found, failure) -> failure == null && !found.isEmpty()
                        ? new Answer(host, ofOneFamily(found), null)
                        : new Answer(host, List.of(), failure == null ? new IllegalStateException("none") : failure))
                .toCompletableFuture();
    }

    /** A replica with an address of either family must not get twice its share. */
    private static List<InetAddress> ofOneFamily(List<InetAddress> all) {
        boolean preferred = all.get(0) instanceof Inet4Address;
        return all.stream()
                .filter(address -> address instanceof Inet4Address == preferred)
                .toList();
    }

    private void answered(List<Answer> answers) {
        if (closed) {
            return;
        }
        next = context.schedule(this::look, INTERVAL.toMillis(), TimeUnit.MILLISECONDS, timer);
        for (Answer answer : answers) {
            if (answer.failure() == null) {
                known.put(answer.host(), answer.addresses());
                if (failing.remove(answer.host())) {
                    LOG.infof("host is found again service=%s host=%s", service, answer.host());
                }
            } else if (failing.add(answer.host())) {
                LOG.warnf(
                        "host cannot be looked up, it keeps its last addresses service=%s host=%s addresses=%s reason=%s",
                        service,
                        answer.host(),
                        known.getOrDefault(answer.host(), List.of()),
                        Failures.cause(answer.failure()));
            }
        }
        tell();
    }

    private void tell() {
        Set<InetSocketAddress> addresses = new LinkedHashSet<>();
        for (Peer peer : peers.all()) {
            for (InetAddress address : known.getOrDefault(peer.host(), List.of())) {
                addresses.add(new InetSocketAddress(address, peer.port()));
            }
        }
        if (listener == null || (addresses.equals(told) && !told.isEmpty())) {
            return;
        }
        if (addresses.isEmpty()) {
            String names = peers.all().stream().map(Peer::host).distinct().collect(Collectors.joining(", "));
            listener.onResult2(result(StatusOr.fromStatus(
                    Status.UNAVAILABLE.withDescription(service + ": no address is known of " + names))));
            return;
        }
        LOG.infof("replicas service=%s addresses=%s", service, addresses);
        List<EquivalentAddressGroup> each = new ArrayList<>();
        addresses.forEach(address -> each.add(new EquivalentAddressGroup(address)));
        if (listener.onResult2(result(StatusOr.fromValue(each))).isOk()) {
            told = addresses;
        }
    }

    private static ResolutionResult result(StatusOr<List<EquivalentAddressGroup>> addresses) {
        return ResolutionResult.newBuilder().setAddressesOrError(addresses).build();
    }

    @Override
    public void shutdown() {
        closed = true;
        if (next != null) {
            next.cancel();
        }
    }
}
