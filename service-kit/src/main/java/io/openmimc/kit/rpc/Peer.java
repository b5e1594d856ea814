package io.openmimc.kit.rpc;

import com.google.common.net.HostAndPort;

/**
 * Where replicas of a service are.
 *
 * @param host a name, of which DNS may know many addresses, or an address
 * @param port of the gRPC server at each of them
 */
public record Peer(String host, int port) {

    /**
     * Reads {@code host:port}; an IPv6 address is in brackets. Settings are read with it.
     *
     * @throws IllegalArgumentException if it is anything else; the message says what is expected
     */
    public static Peer of(String text) {
        try {
            HostAndPort parsed = HostAndPort.fromString(text.strip()).requireBracketsForIPv6();
            if (!parsed.getHost().isEmpty() && parsed.hasPort() && parsed.getPort() > 0) {
                return new Peer(parsed.getHost(), parsed.getPort());
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(expected(text), e);
        }
        throw new IllegalArgumentException(expected(text));
    }

    private static String expected(String text) {
        return "'" + text + "' is no host:port of another service, such as account-service:9091 or [::1]:9091";
    }
}
