package io.openmimc.kit.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

class PublicKeysTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong fetches = new AtomicLong();
    private CompletableFuture<String> answer = new CompletableFuture<>();
    private final PublicKeys keys = new PublicKeys(
            () -> {
                fetches.incrementAndGet();
                return answer;
            },
            nanos::get);

    private static String keySet(String... ids) throws JoseException {
        JsonWebKeySet set = new JsonWebKeySet();
        for (String id : ids) {
            PublicJsonWebKey key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            key.setKeyId(id);
            set.addJsonWebKey(key);
        }
        return set.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    }

    private static boolean refused(CompletionStage<?> stage, ErrorCode code) {
        return Failures.is(stage.toCompletableFuture().handle((v, e) -> e).join(), code);
    }

    @Test
    void forgedKeyIdsCauseNoFloodOfFetches() throws JoseException {
        // Given
        answer.complete(keySet("a"));
        // When
        for (int i = 0; i < 1_000; i++) {
            assertThat(refused(keys.key("forged" + i), ErrorCode.UNAUTHORIZED)).isTrue();
        }
        // Then
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aNewKeyIsFoundAfterThePause() throws JoseException {
        // Given
        answer.complete(keySet("a"));
        assertThat(keys.key("a").toCompletableFuture()).isCompleted();
        answer = CompletableFuture.completedFuture(keySet("a", "b"));
        // When
        nanos.addAndGet(PublicKeys.MIN_PAUSE.toNanos());
        // Then
        assertThat(keys.key("b").toCompletableFuture().join()).isNotNull();
    }

    @Test
    void whileAccountServiceIsAwayNothingIsCalledInvalid() {
        // When
        answer.completeExceptionally(new ImException(ErrorCode.UNAVAILABLE, "away"));
        // Then
        assertThat(refused(keys.key("a"), ErrorCode.UNAVAILABLE)).isTrue();
    }

    @Test
    void aWithdrawnKeyIsGoneAfterAWhile() throws JoseException {
        // Given
        answer.complete(keySet("a"));
        assertThat(keys.key("a").toCompletableFuture()).isCompleted();
        answer = CompletableFuture.completedFuture(keySet("b"));
        // When
        nanos.addAndGet(PublicKeys.MAX_AGE.toNanos());
        keys.key("a");
        // Then
        assertThat(refused(keys.key("a"), ErrorCode.UNAUTHORIZED)).isTrue();
    }
}
