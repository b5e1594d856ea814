package io.openmimc.gateway.resolver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.util.Optional;
import java.util.Set;

/** What the address look-up answers. */
@ConfigMapping(prefix = "openmimc")
public interface ResolverConfig {
    /** The domain that tokens name as the front end of TCP clients. */
    @WithDefault("localhost")
    String frontendDomain();

    /** More names of the front end: those that old clients have built in. */
    @WithName("resolver.frontend-aliases")
    @WithDefault("app.chat.xiaomi.net,fe.chat.xiaomi.net")
    Set<String> frontendAliases();

    /**
     * {@code IPv4:port} that TCP clients connect to: reachable for them, so seldom what the gateway binds to. Literal: one
     * SDK resolves no names here.
     */
    @WithName("gateway.advertised-tcp")
    @WithDefault("127.0.0.1:5222")
    String advertisedTcp();

    /** {@code IPv4:port} of the relay for calls, which there is none of: a closed port. Default: port 9 of the front end. */
    @WithName("resolver.relay")
    Optional<String> relay();
}
