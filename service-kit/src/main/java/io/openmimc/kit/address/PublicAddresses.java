package io.openmimc.kit.address;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses we may call for others: the public ones, and what the operator allows. Who sets a URL must not reach what
 * only we can reach.
 */
public final class PublicAddresses {
    /** Property with the networks that an operator allows, separated by commas. */
    public static final String ALLOWED_NETWORKS = "openmimc.callback.allowed-networks";

    /** A last label that some resolver takes for a number: then the whole may be an address, in one of its old notations. */
    private static final Pattern NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)");

    private static final Pattern LEADING_ZERO = Pattern.compile("(.*\\.)?0[0-9].*");

    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final List<Network> allowed;

    /** @throws IllegalArgumentException for a network that is none */
    public PublicAddresses(List<String> allowed) {
        this.allowed = allowed.stream().map(Network::parse).toList();
    }

    public boolean allows(InetAddress address) {
        return allows(address.getAddress());
    }

    /**
     * Whether a host of a URL may be allowed: an address, in any notation, is judged here, a name only when it is called, as
     * what it stands for may change. Names of this host (RFC 6761) are its loopback address; what may be an address in
     * a notation that not all read alike is not allowed.
     *
     * @param host as in a URL, an IPv6 address in brackets
     */
    public boolean mayAllow(String host) {
        byte[] literal = literal(host);
        if (literal != null) {
            return allows(literal);
        }
        String name = withoutDot(host).toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return allows(LOOPBACK);
        }
        return !host.startsWith("[") && !NUMBER.matcher(name).matches();
    }

    private static byte @Nullable [] literal(String host) {
        if (host.startsWith("[") && host.endsWith("]")) {
            return ipv6(host.substring(1, host.length() - 1));
        }
        String text = withoutDot(host);
        // Of 010.0.0.1 some make 10.0.0.1, others 8.0.0.1.
        return LEADING_ZERO.matcher(text).matches() ? null : NetUtil.createByteArrayFromIpAddressString(text);
    }

    /** Not by Netty, which takes {@code ::8.8.8.8} for another address. */
    private static byte @Nullable [] ipv6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        try {
            return InetAddress.getByName("[" + address + "]").getAddress(); // never looked up as a name
        } catch (UnknownHostException e) {
            return null; // it is none
        }
    }

    private static String withoutDot(String host) {
        return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    }

    private boolean allows(byte[] address) {
        byte[] target = EmbeddedAddresses.target(address);
        if (allowed.stream().anyMatch(network -> network.contains(target))) {
            return true;
        }
        return !SpecialNetworks.contain(target)
                && (!EmbeddedAddresses.tunnels(target) || allows(EmbeddedAddresses.last(target)));
    }
}
