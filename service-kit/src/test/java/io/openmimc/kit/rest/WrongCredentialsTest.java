package io.openmimc.kit.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.kit.app.AppSecrets;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WrongCredentialsTest {
    private static final ClientAddress FROM = new ClientAddress("198.51.100.7");
    private static final ClientAddress ELSEWHERE = new ClientAddress("198.51.100.8");

    private record Settings(int wrongBurst, int wrongPerSecond, int addressWrongBurst, int addressWrongPerSecond)
            implements CredentialsConfig {}

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final WrongCredentials wrong = new WrongCredentials(new Settings(20, 1, 50, 1), metrics);

    private ErrorCode code(ClientAddress from, long appId) {
        return wrong.counted(from, appId, AppSecrets.refusal()).code();
    }

    private List<ErrorCode> codes(ClientAddress from, LongStream apps) {
        return apps.mapToObj(app -> code(from, app)).toList();
    }

    private double counted(String outcome) {
        return metrics.get("http.credentials.wrong")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void wrongOnesOfOneAddressForOneAppAreTooManyBeyondTheBurst() {
        List<ErrorCode> codes = codes(FROM, LongStream.generate(() -> 1).limit(40));
        assertThat(codes.subList(0, 20)).containsOnly(ErrorCode.UNAUTHORIZED);
        assertThat(codes.subList(20, 40)).contains(ErrorCode.RATE_LIMITED);
        assertThat(code(ELSEWHERE, 1)).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(counted("refused") + counted("limited")).isEqualTo(41);
        assertThat(counted("limited")).isPositive();
    }

    @Test
    void oneSecretTriedOnManyAppsIsTooManyToo() {
        List<ErrorCode> codes = codes(FROM, LongStream.rangeClosed(1, 100));
        assertThat(codes.subList(0, 50)).containsOnly(ErrorCode.UNAUTHORIZED);
        assertThat(codes.subList(50, 100)).contains(ErrorCode.RATE_LIMITED);
    }

    @Test
    void whatIsNotWrongIsNotCounted() {
        ImException away = new ImException(ErrorCode.UNAVAILABLE, "account-service is away");
        for (int i = 0; i < 100; i++) {
            assertThat(wrong.counted(FROM, 1, new CompletionException(away))).isSameAs(away);
        }
        assertThat(code(FROM, 1)).isEqualTo(ErrorCode.UNAUTHORIZED);
        assertThat(counted("refused")).isEqualTo(1);
    }
}
