package io.openmimc.account.app;

import io.openmimc.kit.token.DeploymentSecret;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** The bearer token of operators (property {@code openmimc.admin.token}, environment {@code OPENMIMC_ADMIN_TOKEN}). */
@Singleton
class AdminToken {
    /** What the property is unless set; only accepted in the profiles local, dev and test. */
    static final String DEFAULT = "openmimc-admin-token-that-must-be-changed";

    private static final int MIN_CHARACTERS = 16;
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    @Inject
    AdminToken(@ConfigProperty(name = "openmimc.admin.token", defaultValue = DEFAULT) String token) {
        this(token, DeploymentSecret.lenientProfile());
    }

    AdminToken(String token, boolean lenient) {
        if (token.length() < MIN_CHARACTERS) {
            throw new IllegalStateException("OPENMIMC_ADMIN_TOKEN has fewer than " + MIN_CHARACTERS
                    + " characters; set it to a long random text");
        }
        if (token.equals(DEFAULT) && !lenient) {
            throw new IllegalStateException("OPENMIMC_ADMIN_TOKEN is not set; set it to a long random text");
        }
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** Creates this bean, and so checks the token, before the first request. */
    void check(@Observes StartupEvent started) {}

    /** @throws ImException UNAUTHORIZED unless an Authorization header carries the token; takes the same time either way */
    void check(@Nullable String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String sent = bearer && authorization != null
                ? authorization.substring(SCHEME.length()).strip()
                : "";
        if (!MessageDigest.isEqual(token, sent.getBytes(StandardCharsets.UTF_8))) {
            throw new ImException(ErrorCode.UNAUTHORIZED, "the admin token is missing or wrong");
        }
    }
}
