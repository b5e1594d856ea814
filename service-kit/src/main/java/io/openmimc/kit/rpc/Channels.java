package io.openmimc.kit.rpc;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import java.time.Duration;

/** What all channels between services have in common. */
public final class Channels {
    /** An address whose process is gone often answers nothing at all. */
    private static final Duration CONNECT = Duration.ofSeconds(2);
    /** The same on a connection: what is sent and not confirmed by the other machine for so long breaks it. */
    private static final Duration UNCONFIRMED = Duration.ofSeconds(3);

    private Channels() {}

    /**
     * A channel to the one process at an address, such as a gateway's in the registry.
     *
     * @param address {@code host:port}
     */
    public static NettyChannelBuilder to(String address) {
        return prepare(NettyChannelBuilder.forTarget(address));
    }

    /** Lets connections to machines that are gone break within seconds, in place of the system's quarter of an hour. */
    static NettyChannelBuilder prepare(NettyChannelBuilder builder) {
        builder.withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT.toMillis());
        return Epoll.isAvailable()
                ? builder.withOption(EpollChannelOption.TCP_USER_TIMEOUT, (int) UNCONFIRMED.toMillis())
                : builder;
    }
}
