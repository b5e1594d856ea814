package io.openmimc.sdk;

import io.openmimc.sdk.wire.Transport;
import java.net.URI;

/** Where the gateways are. */
sealed interface Endpoint {
    Transport transport();

    /** One gateway, or a balancer before several. */
    record Tcp(String host, int port, boolean tls) implements Endpoint {
        @Override
        public Transport transport() {
            return Transport.TCP;
        }
    }

    /** The address look-up, docs/wire-protocol.md 10.3; asked before every connection. */
    record Resolver(URI url) implements Endpoint {
        @Override
        public Transport transport() {
            return Transport.TCP;
        }
    }

    record WebSocket(URI uri) implements Endpoint {
        @Override
        public Transport transport() {
            return Transport.WEB_SOCKET;
        }

        boolean tls() {
            return "wss".equalsIgnoreCase(uri.getScheme());
        }

        int port() {
            if (uri.getPort() > 0) {
                return uri.getPort();
            }
            return tls() ? 443 : 80;
        }
    }
}
