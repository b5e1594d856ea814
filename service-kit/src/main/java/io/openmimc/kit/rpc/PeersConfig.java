package io.openmimc.kit.rpc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/**
 * Where the gRPC servers of other services are; the same in every service. Each is a list of {@code host:port}, separated by
 * commas. A host stands for all the addresses that DNS has of it, which are asked for again every two seconds: in
 * Kubernetes it is the name of a headless Service. An address that nobody listens at does no harm while another one answers.
 */
@ConfigMapping(prefix = "openmimc.peers")
public interface PeersConfig {
    /** account-service. account-service itself asks its own process and does not look here. */
    @WithDefault("localhost:9091")
    List<Peer> accounts();

    /** topic-service. */
    @WithDefault("localhost:9094")
    List<Peer> topics();

    /** history-service. */
    @WithDefault("localhost:9093")
    List<Peer> history();

    /** How long a process that has started waits, unready, for a first connection to each service that it calls. Unit: duration. */
    @WithDefault("15s")
    Duration patience();
}
