package io.openmimc.kit.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.events.AppChanged;
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
    private final Deque<Duration> timeouts = new ArrayDeque<>();
    private final AppCache<AppSettings> cache = new AppCache<>(
            (appId, timeout) -> {
                timeouts.add(timeout);
                calls.add(new CompletableFuture<>());
                return calls.getLast();
            },
            nanos::get);
    private final AppDirectory apps = new AppDirectory(cache);

    private static AppSettings version(long version) {
        return AppSettings.newBuilder()
                .setAppId(1)
                .setVersion(version)
                .setAppKey("key")
                .addSecretHashes(ByteString.copyFrom(AppSecrets.hash("secret")))
                .addSecretHashes(ByteString.copyFrom(AppSecrets.hash("old")))
                .build();
    }

    private void loaded(AppSettings settings) {
        apps.settings(1);
        calls.getLast().complete(settings);
    }

    private static ErrorCode refusal(CompletionStage<?> stage) {
        assertThat(stage.toCompletableFuture()).isDone();
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
    void anOutdatedAnswerServesAtOnceWhileANewOneIsFetched() {
        // Given
        loaded(version(1));
        nanos.addAndGet(AppCache.FRESH_FOR.toNanos());
        // When
        var first = apps.settings(1).toCompletableFuture();
        var second = apps.settings(1).toCompletableFuture();
        // Then
        assertThat(first).isCompletedWithValue(version(1));
        assertThat(second).isCompletedWithValue(version(1));
        assertThat(calls).as("one call whoever asks").hasSize(2);
        calls.getLast().complete(version(2));
        assertThat(apps.settings(1).toCompletableFuture()).isCompletedWithValue(version(2));
        assertThat(calls).hasSize(2);
    }

    @Test
    void anOutdatedAnswerServesWhileAccountServiceIsAwayWhichIsAskedNowAndThen() {
        // Given
        loaded(version(1));
        nanos.addAndGet(AppCache.FRESH_FOR.toNanos());
        apps.settings(1);
        calls.getLast().completeExceptionally(AWAY);
        // When
        var soon = apps.settings(1).toCompletableFuture();
        int callsSoon = calls.size();
        nanos.addAndGet(AppCache.FAILED_FOR.toNanos());
        var later = apps.settings(1).toCompletableFuture();
        // Then
        assertThat(soon).isCompletedWithValue(version(1));
        assertThat(later).isCompletedWithValue(version(1));
        assertThat(callsSoon).isEqualTo(2);
        assertThat(calls).hasSize(3);
    }

    @Test
    void anAnswerThatIsTooOldServesNobody() {
        // Given
        loaded(version(1));
        nanos.addAndGet(AppCache.KEPT_FOR.toNanos() - 1);
        cache.invalidate(1);
        nanos.addAndGet(1);
        // When
        var stage = apps.settings(1).toCompletableFuture();
        // Then
        assertThat(stage).isNotDone();
        calls.getLast().completeExceptionally(AWAY);
        assertThat(refusal(stage)).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void afterAChangeTheOldAnswerIsNotSimplyServed() {
        // Given
        loaded(version(1));
        // When
        cache.invalidate(1);
        var stage = apps.settings(1).toCompletableFuture();
        // Then
        assertThat(stage).isNotDone();
        calls.getLast().complete(version(2));
        assertThat(stage).isCompletedWithValue(version(2));
    }

    @Test
    void afterAChangeTheOldAnswerServesOnlyIfAccountServiceIsAway() {
        // Given
        loaded(version(1));
        cache.invalidate(1);
        // When
        var first = apps.settings(1).toCompletableFuture();
        calls.getLast().completeExceptionally(AWAY);
        var soon = apps.settings(1).toCompletableFuture();
        int callsSoon = calls.size();
        nanos.addAndGet(AppCache.FAILED_FOR.toNanos());
        var later = apps.settings(1).toCompletableFuture();
        // Then
        assertThat(first).isCompletedWithValue(version(1));
        assertThat(soon).isCompletedWithValue(version(1));
        assertThat(callsSoon).isEqualTo(2);
        assertThat(later).isNotDone();
        calls.getLast().complete(version(2));
        assertThat(later).isCompletedWithValue(version(2));
    }

    @Test
    void aChangeIsAskedForAtOnceHoweverShortlyAccountServiceWasAway() {
        // Given
        loaded(version(1));
        nanos.addAndGet(AppCache.FRESH_FOR.toNanos());
        apps.settings(1);
        calls.getLast().completeExceptionally(AWAY);
        // When
        cache.invalidate(1);
        var stage = apps.settings(1).toCompletableFuture();
        // Then
        assertThat(stage).isNotDone();
        calls.getLast().complete(version(2));
        assertThat(stage).isCompletedWithValue(version(2));
    }

    @Test
    void aCallIsShorterWhereAnOldAnswerCanServe() {
        // Given
        loaded(version(1));
        Duration first = timeouts.getLast();
        // When
        cache.invalidate(1);
        apps.settings(1);
        // Then
        assertThat(timeouts.getLast()).isLessThan(first);
    }

    @Test
    void anAppThatWasDeletedIsServedNoMore() {
        // Given
        loaded(version(1));
        // When
        cache.changed(1, AppChanged.Change.DELETED);
        var stage = apps.settings(1).toCompletableFuture();
        calls.getLast().completeExceptionally(AWAY);
        // Then
        assertThat(refusal(stage)).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void anOutdatedAnswerEndsWhenTheAppTurnsOutToBeGone() {
        // Given
        loaded(version(1));
        nanos.addAndGet(AppCache.FRESH_FOR.toNanos());
        apps.settings(1);
        // When
        calls.getLast().completeExceptionally(UNKNOWN);
        // Then
        assertThat(refusal(apps.settings(1))).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    void withoutAnyAnswerItIsUnavailableAndNotAskedForAgainAtOnce() {
        // Given
        var first = apps.settings(1);
        calls.getLast().completeExceptionally(AWAY);
        // When
        var soon = apps.settings(1);
        int callsSoon = calls.size();
        nanos.addAndGet(AppCache.FAILED_FOR.toNanos());
        apps.settings(1);
        // Then
        assertThat(refusal(first)).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(refusal(soon)).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(callsSoon).isEqualTo(1);
        assertThat(calls).hasSize(2);
    }

    @Test
    void anAnswerThatAChangeOvertookIsNotKept() {
        // Given
        apps.settings(1);
        // When
        cache.invalidate(1);
        calls.getLast().complete(version(1));
        var next = apps.settings(1).toCompletableFuture();
        calls.getLast().complete(version(2));
        // Then
        assertThat(next.join().getVersion()).isEqualTo(2);
    }

    @Test
    void aRefusalThatAChangeOvertookIsNotKept() {
        // Given
        apps.settings(1);
        // When
        cache.invalidate(1);
        calls.getLast().completeExceptionally(UNKNOWN);
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
        nanos.addAndGet(AppCache.ABSENT_FOR.toNanos() - 1);
        // When
        var second = apps.settings(1);
        int callsSoon = calls.size();
        nanos.addAndGet(1);
        apps.settings(1);
        // Then
        assertThat(refusal(first)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(refusal(second)).isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(callsSoon).isEqualTo(1);
        assertThat(calls).hasSize(2);
    }

    @Test
    void aSecretIsNotCheckedAgainstAnOutdatedAnswerUnlessAccountServiceIsAway() {
        // Given
        loaded(version(1));
        nanos.addAndGet(AppCache.FRESH_FOR.toNanos());
        // When
        var revoked = apps.authenticate(1, "key", "secret").toCompletableFuture();
        // Then
        assertThat(revoked).isNotDone();
        calls.getLast().complete(version(2).toBuilder().clearSecretHashes().build());
        assertThat(refusal(revoked)).isEqualTo(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void aSecretIsCheckedAgainstAnOutdatedAnswerWhileAccountServiceIsAway() {
        // Given
        loaded(version(1));
        nanos.addAndGet(AppCache.FRESH_FOR.toNanos());
        // When
        var first = apps.authenticate(1, "key", "secret").toCompletableFuture();
        calls.getLast().completeExceptionally(AWAY);
        var second = apps.authenticate(1, "key", "secret").toCompletableFuture();
        // Then
        assertThat(first).isCompletedWithValue(version(1));
        assertThat(second).isCompletedWithValue(version(1));
        assertThat(calls).hasSize(2);
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
