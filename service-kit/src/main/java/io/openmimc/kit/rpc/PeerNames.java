package io.openmimc.kit.rpc;

import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes gRPC understand {@code peers://<service>}: the replicas that the builder of the channel was given under
 * {@link #PEERS}. Found by gRPC's service loader, hence public.
 */
public final class PeerNames extends NameResolverProvider {
    static final String SCHEME = "peers";
    static final NameResolver.Args.Key<Peers> PEERS = NameResolver.Args.Key.create("openmimc-peers");

    private static final int USUAL_PRIORITY = 5;

    /** Where the replicas of one service are, and who knows the addresses of hosts. */
    record Peers(List<Peer> all, Lookup lookup) {}

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        // Below that of DNS, which stays what an address without a scheme means.
        return USUAL_PRIORITY - 1;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        Peers peers = args.getArg(PEERS);
        return SCHEME.equals(target.getScheme()) && peers != null
                ? new PeerResolver(target.getHost(), peers, args)
                : null;
    }
}
