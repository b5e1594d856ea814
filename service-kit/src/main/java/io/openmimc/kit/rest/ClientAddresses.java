package io.openmimc.kit.rest;

import io.openmimc.kit.address.Network;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where requests came from; the one place that decides this. That is the other end of the connection, or, where
 * that is a proxy that the operator trusts, whom it names: the last entry of {@code X-Forwarded-For} that is no such proxy
 * itself. A proxy appends whom it saw, or replaces all by that; so what a client wrote there comes before it, and is not
 * believed. docs/rest-api.md "Behind a proxy".
 */
@Singleton
public class ClientAddresses {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    /** With or without a port. */
    private static final Pattern BRACKETED = Pattern.compile("\\[([^\\]]*)](:[0-9]*)?");

    private final List<Network> trusted;

    @Inject
    ClientAddresses(HttpConfig config) {
        this(config.trustedProxies().orElse(List.of()));
    }

    /** @throws IllegalArgumentException for a network that is none */
    ClientAddresses(List<String> trusted) {
        this.trusted = trusted.stream().map(Network::parse).toList();
    }

    /** What is no network is said at start. */
    void check(@Observes StartupEvent started) {}

    /** The client of a request; of none: one that all share who have none. */
    public ClientAddress of(@Nullable RoutingContext context) {
        if (context == null) {
            return ClientAddress.NOWHERE;
        }
        HttpServerRequest request = context.request();
        SocketAddress remote = request.remoteAddress();
        String address = remote == null ? null : remote.hostAddress();
        return address == null
                ? ClientAddress.NOWHERE
                : of(address, request.headers().getAll(FORWARDED_FOR));
    }

    /** @param forwardedFor the values of all headers of that name */
    ClientAddress of(String remote, List<String> forwardedFor) {
        byte[] nearest = ClientAddress.parse(remote);
        if (nearest == null) {
            return ClientAddress.NOWHERE;
        }
        String[] entries = String.join(",", forwardedFor).split(",", -1);
        for (int i = entries.length - 1; i >= 0 && trusted(nearest); i--) {
            byte[] before = entry(entries[i].strip());
            if (before == null) {
                break; // nobody knows who that is: it counts for the proxy that says so
            }
            nearest = before;
        }
        return ClientAddress.of(nearest);
    }

    private boolean trusted(byte[] address) {
        return trusted.stream().anyMatch(network -> network.contains(address));
    }

    private static byte @Nullable [] entry(String text) {
        Matcher bracketed = BRACKETED.matcher(text);
        if (bracketed.matches()) {
            return ClientAddress.parse(bracketed.group(1));
        }
        int colon = text.indexOf(':');
        boolean port = colon >= 0 && colon == text.lastIndexOf(':');
        return ClientAddress.parse(port ? text.substring(0, colon) : text);
    }
}
