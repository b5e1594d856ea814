package io.openmimc.gateway.session;

import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.HexFormat;

/** This gateway process, as others know it. */
@Singleton
public class Self {
    private static final int ID_BYTES = 8;

    private final String id;
    private final String address;

    public Self(GatewayConfig config) {
        byte[] random = new byte[ID_BYTES];
        new SecureRandom().nextBytes(random);
        this.id = HexFormat.of().formatHex(random);
        this.address = config.address();
    }

    /** Another one after every start, so that sessions of a process that died are never mistaken for ours. */
    public String id() {
        return id;
    }

    /** {@code host:port} of our gRPC server. */
    public String address() {
        return address;
    }
}
