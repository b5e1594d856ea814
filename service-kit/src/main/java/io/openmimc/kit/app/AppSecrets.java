package io.openmimc.kit.app;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The check of an app's key and secret, in a time that does not depend on how much of them is right. */
public final class AppSecrets {
    private AppSecrets() {}

    /** What is stored of a secret: secrets are 256 random bits, so a plain SHA-256 cannot be searched. */
    public static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JRE lacks SHA-256", e); // every JRE must have it
        }
    }

    /** Whether key and secret are the app's; any of its valid secrets will do. */
    public static boolean match(AppSettings app, String appKey, String appSecret) {
        boolean key = MessageDigest.isEqual(
                app.getAppKey().getBytes(StandardCharsets.UTF_8), appKey.getBytes(StandardCharsets.UTF_8));
        byte[] hash = hash(appSecret);
        boolean secret = false;
        for (int i = 0; i < app.getSecretHashesCount(); i++) {
            secret |= MessageDigest.isEqual(app.getSecretHashes(i).toByteArray(), hash);
        }
        return key & secret;
    }

    /** The refusal for a wrong key or secret and for an app that does not exist: nobody learns which it was. */
    public static ImException refusal() {
        return new ImException(ErrorCode.UNAUTHORIZED, "wrong appId, appKey or appSecret");
    }
}
