package io.openmimc.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.Limits;
import io.openmimc.proto.events.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SendLimitsTest {
    private final AppCounts counts = new AppCounts();
    private final Refused refused = new Refused(new SimpleMeterRegistry(), counts);
    private final SendLimits limits = new SendLimits(refused, counts);

    @Test
    void aBurstOfFiftyPassesHoweverLowTheRateIs() {
        AppSettings app = app(1, 1, 1);
        for (int i = 0; i < 50; i++) {
            assertThatCode(() -> limits.packet(app, 1, Kind.P2P)).doesNotThrowAnyException();
        }
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> limits.packet(app, 1, Kind.P2P))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.RATE_LIMITED));
    }

    @Test
    void oneAccountsFloodLeavesTheOthersTheirRate() {
        AppSettings app = app(50, 5_000, 1_000);
        long start = System.nanoTime();
        int passed = 0;
        for (int i = 0; i < 10_000; i++) {
            passed += passes(() -> limits.packet(app, 1, Kind.P2P)) ? 1 : 0;
        }
        assertThat(passed).isBetween(50, 50 + 50 * startedSeconds(start));
        assertThatCode(() -> limits.packet(app, 2, Kind.P2P)).doesNotThrowAnyException();
    }

    @Test
    void messagesToTopicsHaveRatesOfTheirOwn() {
        AppSettings app = app(50, 5_000, 1_000);
        for (int i = 0; i < 1_000; i++) {
            passes(() -> limits.packet(app, 1, Kind.P2P));
        }
        assertThatCode(() -> limits.packet(app, 1, Kind.P2T)).doesNotThrowAnyException();
        long start = System.nanoTime();
        int passed = 0;
        for (int i = 0; i < 1_000; i++) {
            passed += passes(() -> limits.packet(app, 3, Kind.P2T)) ? 1 : 0;
        }
        assertThat(passed).as("20 a second, in a burst of 50").isBetween(50, 50 + 20 * startedSeconds(start));
    }

    @Test
    void anAppsAccountsShareItsRate() {
        AppSettings app = app(50, 60, 1_000);
        long start = System.nanoTime();
        int passed = 0;
        for (int uuid = 0; uuid < 1_000; uuid++) {
            int account = uuid;
            passed += passes(() -> limits.packet(app, account, Kind.P2P)) ? 1 : 0;
        }
        assertThat(passed).isBetween(60, 60 + 60 * startedSeconds(start));
    }

    @Test
    void pushesAreCountedByApp() {
        AppSettings app = app(1, 5_000, 100);
        long start = System.nanoTime();
        int passed = 0;
        for (int i = 0; i < 1_000; i++) {
            passed += passes(() -> limits.push(app, Kind.P2P, 1)) ? 1 : 0;
        }
        assertThat(passed).isBetween(100, 100 + 100 * startedSeconds(start));
    }

    @Test
    void theMessagesOfPushesCountAgainstTheAppsRateOfMessages() {
        AppSettings app = app(1_000, 60, 1_000);
        // When
        limits.push(app, Kind.P2P, 1_000); // as a whole, though it is more than a second's
        // Then
        assertThat(passes(() -> limits.push(app, Kind.P2P, 1))).isFalse();
        assertThat(passes(() -> limits.packet(app, 1, Kind.P2P))).isFalse();
        assertThat(passes(() -> limits.push(app, Kind.P2T, 100))).isTrue();
        assertThat(counts.refusals(7).get(Refusal.P2P_PACKETS_APP).sinceStart()).isEqualTo(2);
        assertThat(counts.perSecond(7).get(Used.P2P_PACKETS_APP)).isEqualTo(1_000.0);
        assertThat(counts.perSecond(7).get(Used.P2T_PACKETS_APP)).isEqualTo(100.0);
    }

    @Test
    void whatPassesAndWhatDoesNotIsCountedForTheApp() {
        AppSettings app = app(50, 60, 50);
        for (int i = 0; i < 51; i++) {
            passes(() -> limits.packet(app, 1, Kind.P2P));
        }
        for (int i = 0; i < 11; i++) {
            passes(() -> limits.packet(app, 2, Kind.P2P));
        }
        for (int i = 0; i < 55; i++) {
            passes(() -> limits.push(app, Kind.P2T, 1));
        }
        assertThat(counts.refusals(7))
                .containsOnlyKeys(Refusal.P2P_PACKETS_ACCOUNT, Refusal.P2P_PACKETS_APP, Refusal.PUSH_REQUESTS);
        assertThat(counts.perSecond(7))
                .containsOnlyKeys(Used.P2P_PACKETS_APP, Used.P2T_PACKETS_APP, Used.PUSH_REQUESTS);
        assertThat(counts.perSecond(7).get(Used.P2P_PACKETS_APP)).isBetween(1.0, 61.0);
    }

    /** How often a rate was granted since then, beyond the burst; the current second counts. */
    private static int startedSeconds(long startNanos) {
        return 1 + (int) Duration.ofNanos(System.nanoTime() - startNanos).toSeconds();
    }

    private static boolean passes(Runnable call) {
        try {
            call.run();
            return true;
        } catch (ImException e) {
            return false;
        }
    }

    private static AppSettings app(int perAccount, int perApp, int pushes) {
        return AppSettings.newBuilder()
                .setAppId(7)
                .setLimits(Limits.newBuilder()
                        .setP2PPacketsAccount(perAccount)
                        .setP2PPacketsApp(perApp)
                        .setP2TPacketsAccount(20)
                        .setP2TPacketsApp(1_000)
                        .setPushRequests(pushes))
                .build();
    }
}
