package io.openmimc.kit.rest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openmimc.kit.limit.RateLimits;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;

/**
 * Counts wrong secrets of apps and wrong admin tokens, by client address and app, and by client address alone. Beyond the
 * limits they are refused as too many in place of as wrong. It is only asked when a secret was found wrong: who has the right
 * one is never kept out, whatever others do from the same address. Nor need guesses go unheard to be hopeless: secrets of apps
 * are 256 random bits, and the admin token is to be a long random text. Bounded: what was forgotten counts anew.
 *
 * <p>Metric: {@code http.credentials.wrong} by {@code outcome}, refused or limited.
 */
@Singleton
public class WrongCredentials {
    /** In place of an app: the admin token. */
    public static final long OPERATORS = 0;

    private static final int MAX_KEYS = 100_000;

    private record Target(ClientAddress from, long appId) {}

    private final RateLimits<Target> byTarget = new RateLimits<>(MAX_KEYS);
    private final RateLimits<ClientAddress> byAddress = new RateLimits<>(MAX_KEYS);
    private final Counter refused;
    private final Counter limited;
    private final CredentialsConfig config;

    WrongCredentials(CredentialsConfig config, MeterRegistry metrics) {
        this.config = config;
        refused = counter(metrics, "refused");
        limited = counter(metrics, "limited");
    }

    private static Counter counter(MeterRegistry metrics, String outcome) {
        return Counter.builder("http.credentials.wrong")
                .description("wrong app secrets and admin tokens")
                .tag("outcome", outcome)
                .register(metrics);
    }

    /**
     * What a failed check of credentials is answered with.
     *
     * @param appId that of the request, even if there is none; {@link #OPERATORS} for the admin token
     * @param failure of the check
     * @return the failure itself, out of its wrapping, if it is not UNAUTHORIZED, or if not too many were; else RATE_LIMITED
     */
    public Throwable counted(ClientAddress from, long appId, Throwable failure) {
        Throwable cause = Failures.cause(failure);
        return cause instanceof ImException refusal ? counted(from, appId, refusal) : cause;
    }

    /** As {@link #counted(ClientAddress, long, Throwable)}. */
    public ImException counted(ClientAddress from, long appId, ImException refusal) {
        if (refusal.code() != ErrorCode.UNAUTHORIZED) {
            return refusal;
        }
        // Both are taken from: one must not hide from the other what it refuses.
        boolean room = byTarget.tryTake(new Target(from, appId), config.wrongPerSecond(), config.wrongBurst())
                & byAddress.tryTake(from, config.addressWrongPerSecond(), config.addressWrongBurst());
        (room ? refused : limited).increment();
        return room
                ? refusal
                : new ImException(ErrorCode.RATE_LIMITED, refusal.getMessage() + ", and that too often: slow down");
    }
}
