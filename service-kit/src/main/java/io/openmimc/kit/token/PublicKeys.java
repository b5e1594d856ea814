package io.openmimc.kit.token;

import io.grpc.Channel;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.rpc.Reconnect;
import io.openmimc.kit.rpc.Rpc;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.KeySetRequest;
import io.openmimc.proto.accounts.KeysGrpc;
import io.quarkus.grpc.GrpcClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The public keys of tokens, fetched from account-service and kept. A key id that is not known is looked for again, but
 * no more often than {@link #MIN_PAUSE}, so forged ids cause no flood; a key that was withdrawn is gone after
 * {@link #MAX_AGE}. While account-service is away the keys at hand stay in use.
 */
@Singleton
class PublicKeys {
    static final Duration MIN_PAUSE = Duration.ofSeconds(3);
    static final Duration MAX_AGE = Duration.ofMinutes(10);

    private static final Logger LOG = Logger.getLogger(PublicKeys.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Supplier<CompletableFuture<String>> fetch;
    private final LongSupplier nanoTime;
    private volatile Snapshot snapshot = new Snapshot(Map.of(), null);
    private @Nullable CompletableFuture<Snapshot> refreshing; // guarded by this

    @Inject
    PublicKeys(@GrpcClient("accounts") Channel accounts, Reconnect reconnect) {
        this(fetchOver(reconnect.watch(accounts)), System::nanoTime);
    }

    PublicKeys(Supplier<CompletableFuture<String>> fetch, LongSupplier nanoTime) {
        this.fetch = fetch;
        this.nanoTime = nanoTime;
    }

    /** The key of that id; fails with {@link ImException}: UNAUTHORIZED for an unknown one, UNAVAILABLE if we cannot know. */
    CompletionStage<PublicKey> key(String id) {
        Snapshot now = snapshot;
        PublicKey key = now.keys().get(id);
        if (key != null) {
            if (now.olderThan(MAX_AGE, nanoTime.getAsLong())) {
                CompletionStage<Snapshot> background = refresh();
                background.whenComplete((fresh, failure) -> {
                    if (failure != null) {
                        LOG.warnf("key set not refreshed reason=%s", failure.getMessage());
                    }
                });
            }
            return CompletableFuture.completedStage(key);
        }
        if (!now.olderThan(MIN_PAUSE, nanoTime.getAsLong())) {
            return CompletableFuture.failedStage(unknown());
        }
        return refresh().thenApply(fresh -> {
            PublicKey found = fresh.keys().get(id);
            if (found == null) {
                throw unknown();
            }
            return found;
        });
    }

    private static ImException unknown() {
        return new ImException(ErrorCode.UNAUTHORIZED, TokenVerifier.INVALID);
    }

    /** One fetch at a time, whoever asks. */
    private synchronized CompletionStage<Snapshot> refresh() {
        if (refreshing != null) {
            return refreshing;
        }
        CompletableFuture<Snapshot> mine = new CompletableFuture<>();
        refreshing = mine;
        fetch.get().thenApply(this::parse).whenComplete((fresh, failure) -> {
            synchronized (this) {
                refreshing = null;
                if (failure == null) {
                    snapshot = fresh;
                }
            }
            if (failure == null) {
                mine.complete(fresh);
            } else {
                mine.completeExceptionally(Failures.cause(failure));
            }
        });
        return mine;
    }

    private Snapshot parse(String jwks) {
        try {
            Map<String, PublicKey> keys = new HashMap<>();
            for (JsonWebKey key : new JsonWebKeySet(jwks).getJsonWebKeys()) {
                if (key instanceof PublicJsonWebKey publicKey && key.getKeyId() != null) {
                    keys.put(key.getKeyId(), publicKey.getPublicKey());
                }
            }
            return new Snapshot(Map.copyOf(keys), nanoTime.getAsLong());
        } catch (JoseException e) {
            LOG.errorf(e, "key set of account-service cannot be read");
            throw new ImException(ErrorCode.UNAVAILABLE, "the token's key cannot be fetched");
        }
    }

    private static Supplier<CompletableFuture<String>> fetchOver(Channel accounts) {
        KeysGrpc.KeysFutureStub stub = KeysGrpc.newFutureStub(accounts);
        return () -> Rpc.stage(
                        "account-service",
                        stub.withWaitForReady()
                                .withDeadlineAfter(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                                .keySet(KeySetRequest.getDefaultInstance()))
                .thenApply(response -> response.getJwks());
    }

    /** @param fetchedNanos null: never */
    private record Snapshot(Map<String, PublicKey> keys, @Nullable Long fetchedNanos) {
        boolean olderThan(Duration age, long nowNanos) {
            return fetchedNanos == null || nowNanos - fetchedNanos >= age.toNanos();
        }
    }
}
