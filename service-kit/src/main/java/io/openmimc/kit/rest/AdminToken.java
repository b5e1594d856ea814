package io.openmimc.kit.rest;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The bearer token of operators (property {@value #PROPERTY}, environment {@code OPENMIMC_ADMIN_TOKEN}). A service with an
 * administration makes one bean of this class, and a filter that calls {@link #guard}.
 */
public final class AdminToken {
    public static final String PROPERTY = "openmimc.admin.token";

    /** What the property is unless set; only accepted in the profiles local, dev and test. */
    public static final String DEFAULT = "openmimc-admin-token-that-must-be-changed";

    private static final int MIN_CHARACTERS = 16;
    private static final String SCHEME = "Bearer ";

    private final byte[] token;

    /**
     * @param lenient whether the known default is accepted
     * @throws IllegalStateException for a short token, and for the default where it is not accepted
     */
    public AdminToken(String token, boolean lenient) {
        if (token.length() < MIN_CHARACTERS) {
            throw new IllegalStateException("OPENMIMC_ADMIN_TOKEN has fewer than " + MIN_CHARACTERS
                    + " characters; set it to a long random text");
        }
        if (token.equals(DEFAULT) && !lenient) {
            throw new IllegalStateException("OPENMIMC_ADMIN_TOKEN is not set; set it to a long random text");
        }
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Lets a request pass that has the token, however many had not.
     *
     * @param from who asks
     * @throws ImException for a request to the administration without the token: UNAUTHORIZED, or RATE_LIMITED
     */
    public void guard(ContainerRequestContext request, WrongCredentials wrong, ClientAddress from) {
        if (!request.getUriInfo().getPath().startsWith(ErrorMapper.ADMIN)) {
            return;
        }
        String authorization = request.getHeaderString("Authorization");
        ImException refusal = new ImException(ErrorCode.UNAUTHORIZED, "the admin token is missing or wrong");
        if (authorization == null) {
            throw refusal; // nothing was tried
        }
        if (!matches(authorization)) {
            throw wrong.counted(from, WrongCredentials.OPERATORS, refusal);
        }
    }

    /** Takes the same time whether or not the token is right. */
    private boolean matches(String authorization) {
        String sent = authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : "";
        return MessageDigest.isEqual(token, sent.getBytes(StandardCharsets.UTF_8));
    }
}
