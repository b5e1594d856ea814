package io.openmimc.gateway.resolver;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Which address belongs to which domain. */
@Singleton
class Addresses {
    private static final int MAX_DOMAINS = 20;
    private static final int MAX_DOMAIN_CHARACTERS = 253;
    private static final Pattern DOMAIN = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}:\\d{1,5}");
    /** The port of the discard service, which nobody runs. */
    private static final String CLOSED_PORT = ":9";

    private final ResolverConfig config;
    private final List<String> frontend;
    private final List<String> relay;

    Addresses(ResolverConfig config) {
        this.config = config;
        this.frontend = List.of(literal("openmimc.gateway.advertised-tcp", config.advertisedTcp()));
        String host = config.advertisedTcp().substring(0, config.advertisedTcp().indexOf(':'));
        this.relay = List.of(literal("openmimc.resolver.relay", config.relay().orElse(host + CLOSED_PORT)));
    }

    private static String literal(String property, String address) {
        if (!LITERAL.matcher(address).matches()) {
            throw new IllegalArgumentException(property + " must be IPv4:port, not " + address);
        }
        return address;
    }

    /**
     * Every domain of the list with its addresses, none without any: some clients crash on a missing one.
     *
     * @param list domains separated by commas; empty elements are left out
     * @throws ImException BAD_REQUEST
     */
    Map<String, List<String>> find(String list) {
        Map<String, List<String>> found = new LinkedHashMap<>();
        for (String domain : list.split(",", -1)) {
            if (domain.isEmpty()) {
                continue;
            }
            if (domain.length() > MAX_DOMAIN_CHARACTERS
                    || !DOMAIN.matcher(domain).matches()) {
                throw new ImException(ErrorCode.BAD_REQUEST, "list: has an element that is no domain");
            }
            found.put(domain, isFrontend(domain) ? frontend : relay);
            if (found.size() > MAX_DOMAINS) {
                throw new ImException(ErrorCode.BAD_REQUEST, "list: more than " + MAX_DOMAINS + " domains");
            }
        }
        if (found.isEmpty()) {
            throw new ImException(ErrorCode.BAD_REQUEST, "list: missing");
        }
        return found;
    }

    private boolean isFrontend(String domain) {
        return domain.equalsIgnoreCase(config.frontendDomain())
                || config.frontendAliases().contains(domain);
    }
}
