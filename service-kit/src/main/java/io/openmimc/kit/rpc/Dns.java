package io.openmimc.kit.rpc;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.util.concurrent.DefaultThreadFactory;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Asks the name servers of the machine, with its search domains and its hosts file. Java's own look-up would block a thread
 * and keep every answer for 30 seconds, the whole JVM over. docs/adr/0031-peers-by-dns.md
 */
@Singleton
class Dns implements Lookup {
    /** Of one question to one name server; the next one is asked after that. */
    private static final Duration QUERY = Duration.ofSeconds(1);
    /** Of all that one look-up takes. */
    private static final Duration WHOLE = Duration.ofSeconds(5);

    private final EventLoopGroup thread = new NioEventLoopGroup(1, new DefaultThreadFactory("dns", true));
    private final DnsNameResolver resolver;
    private volatile boolean closed;

    @Inject
    Dns() {
        this(DnsServerAddressStreamProviders.platformDefault());
    }

    Dns(DnsServerAddressStreamProvider servers) {
        resolver = new DnsNameResolverBuilder(thread.next())
                .nameServerProvider(servers)
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class) // for answers that a datagram has no room for
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE)
                .queryTimeoutMillis(QUERY.toMillis())
                .build();
    }

    @Override
    public CompletionStage<List<InetAddress>> addresses(String host) {
        if (closed) { // channels end after beans, and go on asking
            return CompletableFuture.failedFuture(new IllegalStateException("the service is ending"));
        }
        CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
        var unused = resolver.resolveAll(host).addListener(done -> {
            if (done.isSuccess()) {
                @SuppressWarnings("unchecked") // what resolveAll promises
                List<InetAddress> addresses = (List<InetAddress>) done.getNow();
                found.complete(addresses);
            } else {
                found.completeExceptionally(done.cause());
            }
        });
        return found.orTimeout(WHOLE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @PreDestroy
    void close() {
        closed = true;
        resolver.close();
        // Who asked a moment before is answered yet.
        var unused = thread.shutdownGracefully(100, 1_000, TimeUnit.MILLISECONDS);
    }
}
