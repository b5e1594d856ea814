package io.openmimc.kit.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import io.openmimc.kit.store.PemFiles;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How the client of Redis is set up. */
final class RedisClients {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final int MAX_FLUSHES = FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES;

    private RedisClients() {}

    static ClientResources resources(RedisConfig config) {
        return ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        consolidate(channel.pipeline());
                    }
                })
                .reconnectDelay(Delay.exponential(FIRST_PAUSE, config.reconnectPause(), 2, TimeUnit.MILLISECONDS))
                .build();
    }

    /** @throws IllegalStateException for a file of authorities that cannot be read */
    static ClientOptions options(RedisConfig config) {
        SslOptions.Builder tls = SslOptions.builder().jdkSslProvider();
        config.ca().ifPresent(file -> tls.trustManager(PemFiles.trust(file)));
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(config.maxPending())
                // It finds a command in the middle sooner, which only a cancelled one needs, and costs each an entry.
                .useHashIndexQueue(false)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(config.timeout())
                        .tcpNoDelay(true)
                        .keepAlive(true)
                        .build())
                .timeoutOptions(TimeoutOptions.enabled(config.timeout()))
                .sslOptions(tls.build())
                .build();
    }

    /** Commands of many threads that come at the same time go out in one write, and in one record of TLS. */
    private static void consolidate(ChannelPipeline pipeline) {
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        var consolidation = new FlushConsolidationHandler(MAX_FLUSHES, true);
        if (tls == null) {
            pipeline.addFirst(consolidation);
        } else {
            pipeline.addAfter(tls.name(), null, consolidation);
        }
    }
}
