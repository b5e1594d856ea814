package io.openmimc.kit.rpc;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Finds the addresses of a host. */
@FunctionalInterface
interface Lookup {
    /**
     * All its addresses, as they are now, not from a cache. Never blocks.
     *
     * @return at least one; fails if the host is unknown or nobody answers
     */
    CompletionStage<List<InetAddress>> addresses(String host);
}
