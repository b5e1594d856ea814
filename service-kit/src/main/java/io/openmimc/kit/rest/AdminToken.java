package io.openmimc.kit.rest;

import io.openmimc.kit.start.Requirement;
import io.openmimc.kit.start.Requirements;
import io.openmimc.kit.token.DeploymentSecret;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

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

    /** @param met that the token, too, is as it should be, which a bean of {@link Check} sees to */
    public AdminToken(String token, Requirements met) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    /** That the token is long, and not the one that everybody knows. A service with an administration makes a bean of it. */
    public record Check(String token, boolean lenient) implements Requirement {
        @Override
        public List<String> unmet() {
            return DeploymentSecret.unmet("OPENMIMC_ADMIN_TOKEN", token, DEFAULT, MIN_CHARACTERS, lenient);
        }

        @Override
        public String toString() {
            return "AdminToken.Check[]"; // not the token
        }
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
