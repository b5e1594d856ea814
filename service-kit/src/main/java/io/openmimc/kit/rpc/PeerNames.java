package io.openmimc.kit.rpc;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a channel understand {@code peers://<service>}. It belongs to one channel's builder and is in no registry: gRPC's own looks
 * where its classes were loaded from, which in tests of Quarkus is not where ours were.
 */
final class PeerNames extends NameResolverProvider {
    static final String SCHEME = "peers";

    private static final int USUAL_PRIORITY = 5;

    /** Where the replicas of one service are, and who knows the addresses of hosts. */
    record Peers(List<Peer> all, Lookup lookup) {}

    private final Peers peers;

    PeerNames(Peers peers) {
        this.peers = peers;
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return USUAL_PRIORITY;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        return SCHEME.equals(target.getScheme()) ? new PeerResolver(target.getHost(), peers, args) : null;
    }
}
