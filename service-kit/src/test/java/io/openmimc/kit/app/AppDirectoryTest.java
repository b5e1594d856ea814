package io.openmimc.kit.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AppDirectoryTest {
    private static final ImException AWAY = new ImException(ErrorCode.UNAVAILABLE, "away");
    private static final ImException UNKNOWN = new ImException(ErrorCode.NOT_FOUND, "no app 1");

    private final AtomicLong nanos = new AtomicLong();
    private final Deque<CompletableFuture<AppSettings>> calls = new ArrayDeque<>();
    private final AppDirectory apps = new AppDirectory(
            appId -> {
                calls.add(new CompletableFuture<>());
                return calls.getLast();
            },
            nanos::get);

    private static AppSettings version(long version) {
        return AppSettings.newBuilder()
                .setAppId(1)
                .setVersion(version)
                .setAppKey("key")
                .addSecretHashes(ByteString.copyFrom(AppSecrets.hash("secret")))
                .addSecretHashes(ByteString.copyFrom(AppSecrets.hash("old")))
                .build();
    }

    private static ErrorCode refusal(CompletionStage<?> stage) {
        return ((ImException) Failures.cause(
                        stage.toCompletableFuture().handle((v, e) -> e).join()))
                .code();
    }

    @Test
    void manyAskersMakeOneCallAndItsAnswerIsKept() {
        // When
        var first = apps.settings(1).toCompletableFuture();
        var second = apps.settings(1).toCompletableFuture();
        calls.getFirst().complete(version(1));
        // Then
        assertThat(first.join().getVersion()).isEqualTo(1);
        assertThat(second.join().getVersion()).isEqualTo(1);
        assertThat(apps.settings(1).toCompletableFuture().join().getVersion()).isEqualTo(1);
        assertThat(calls).hasSize(1);
    }

    @Test
    void anOldAnswerServesWhileAccountServiceIsAway() {
        // Given
        apps.settings(1);
        calls.getLast().complete(version(1));
        nanos.addAndGet(AppDirectory.FRESH_FOR.toNanos());
        // When
        var stale = apps.settings(1).toCompletableFuture();
        calls.getLast().completeExceptionally(AWAY);
        // Then
        assertThat(stale.join().getVersion()).isEqualTo(1);
        assertThat(calls).hasSize(2);
    }

    @Test
    void withoutAnyAnswerItIsUnavailable() {
        // When
        var stage = apps.settings(1);
        calls.getLast().completeExceptionally(AWAY);
        // Then
        assertThat(refusal(stage)).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void anAnswerThatAChangeOvertookIsNotKept() {
        // Given
        apps.settings(1);
        // When
        apps.invalidate(1);
        calls.getLast().complete(version(1));
        var next = apps.settings(1).toCompletableFuture();
        calls.getLast().complete(version(2));
        // Then
        assertThat(next.join().getVersion()).isEqualTo(2);
    }

    @Test
    void anUnknownAppIsNotAskedForAgainAtOnce() {
        // Given
        var first = apps.settings(1);
        calls.getLast().completeExceptionally(UNKNOWN);
        // When
        var second = apps.settings(1);
        // Then
        assertThat(refusal(first)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(second)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(calls).hasSize(1);
    }

    @Test
    void bothValidSecretsAreAcceptedAndNoOther() {
        // Given
        apps.settings(1);
        calls.getLast().complete(version(1));
        // Then
        assertThat(apps.authenticate(1, "key", "secret").toCompletableFuture()).succeedsWithin(Duration.ofSeconds(1));
        assertThat(apps.authenticate(1, "key", "old").toCompletableFuture()).succeedsWithin(Duration.ofSeconds(1));
        assertThat(refusal(apps.authenticate(1, "key", "older"))).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(refusal(apps.authenticate(1, "other", "secret"))).isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void anUnknownAppAndAWrongSecretAreRefusedAlike() {
        // Given
        apps.settings(1);
        calls.getLast().complete(version(1));
        var wrong = apps.authenticate(1, "key", "wrong").toCompletableFuture();
        // When
        var unknown = apps.authenticate(2, "key", "secret").toCompletableFuture();
        calls.getLast().completeExceptionally(UNKNOWN);
        // Then
        assertThat(refusal(unknown)).isEqualTo(refusal(wrong)).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(Failures.cause(unknown.handle((v, e) -> e).join()))
                .hasMessage(Failures.cause(wrong.handle((v, e) -> e).join()).getMessage());
    }
}
