package io.openmimc.kit.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.StaticCredentialsProvider;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.store.Refusals;
import io.openmimc.kit.store.Store;
import io.openmimc.kit.store.StoreConfig;
import io.openmimc.kit.store.StoreSettings;
import java.util.Optional;

/** Where Redis is, who we are there, and what it means when it refuses us. */
final class RedisAccess {
    private RedisAccess() {}

    /** The address with user, password and TLS, which the settings beside it say or it says itself. */
    static RedisURI uri(RedisConfig config) {
        RedisURI uri = RedisURI.create(config.uri());
        if (config.tls()) {
            uri.setSsl(true);
        }
        uri.setVerifyPeer(SslVerifyMode.FULL);
        config.password()
                .ifPresent(password -> uri.setCredentialsProvider(
                        new StaticCredentialsProvider(config.username().orElse(null), password.toCharArray())));
        return uri;
    }

    /** Says what a failure to connect means to those who set it up. */
    static String reason(Throwable failure, RedisURI uri) {
        Throwable last = Failures.cause(failure);
        for (Throwable cause = last; cause != null; cause = cause.getCause()) {
            if (cause instanceof RedisCommandExecutionException && refusesUser(String.valueOf(cause.getMessage()))) {
                return Refusals.credentials(Store.REDIS, cause.getMessage());
            }
            last = cause;
        }
        String address = uri.getHost() + ":" + uri.getPort();
        String said = String.valueOf(last.getMessage());
        return Refusals.tls(Store.REDIS, failure)
                .orElseGet(() -> Refusals.silence(Store.REDIS, address, uri.isSsl(), said));
    }

    private static boolean refusesUser(String error) {
        return error.startsWith("WRONGPASS")
                || error.startsWith("NOAUTH")
                || error.startsWith("NOPERM")
                || error.startsWith("ERR AUTH")
                || error.startsWith("ERR invalid password");
    }

    /** What is asked for outside the lenient profiles, of what is really used: the address may hold it, too. */
    static StoreConfig effective(RedisConfig config) {
        RedisURI uri = uri(config);
        RedisCredentials credentials =
                uri.getCredentialsProvider().resolveCredentials().block();
        return new StoreSettings(
                Optional.ofNullable(credentials)
                        .filter(RedisCredentials::hasUsername)
                        .map(RedisCredentials::getUsername),
                Optional.ofNullable(credentials)
                        .filter(RedisCredentials::hasPassword)
                        .map(found -> new String(found.getPassword())),
                config.passwordFile(),
                uri.isSsl(),
                config.ca());
    }
}
