package io.openmimc.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.gateway.limit.AppCounts.Refusals;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RefusedTest {
    private static final long APP = 77;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AppCounts counts = new AppCounts();
    private final Refused refused = new Refused(meters, counts);

    @Test
    void refusalsAreCountedByAppAndReason() {
        // When
        refused.count(APP, Refusal.BUSY);
        refused.count(APP, Refusal.BUSY);
        refused.count(APP, Refusal.LOGINS_APP);
        refused.count(APP + 1, Refusal.BUSY);
        // Then
        assertThat(metric("77", "busy")).isEqualTo(2);
        assertThat(metric("77", "loginsApp")).isEqualTo(1);
        assertThat(metric("78", "busy")).isEqualTo(1);
        assertThat(counts.refusals(APP))
                .containsOnlyKeys(Refusal.BUSY, Refusal.LOGINS_APP)
                .containsEntry(Refusal.BUSY, new Refusals(2, 2));
    }

    @Test
    void aThousandAppsHaveANameAndAllOthersOneTogether() {
        // When
        LongStream.rangeClosed(1, Refused.MAX_APPS + 500).forEach(app -> refused.count(app, Refusal.BUSY));
        refused.count(1, Refusal.BUSY);
        // Then
        assertThat(meters.find("gateway.refused").counters()).hasSize(Refused.MAX_APPS + 1);
        assertThat(metric("1", "busy")).isEqualTo(2);
        assertThat(metric("other", "busy")).isEqualTo(500);
        assertThat(counts.refusals(Refused.MAX_APPS + 500)).containsEntry(Refusal.BUSY, new Refusals(1, 1));
    }

    @Test
    void whatIsRefusedBeforeItsAppIsKnownIsCountedToo() {
        // When
        refused.count(Refused.NO_APP, Refusal.LOGINS_BUSY);
        // Then
        assertThat(metric("none", "loginsBusy")).isEqualTo(1);
    }

    private double metric(String app, String reason) {
        return meters.get("gateway.refused")
                .tags("app", app, "reason", reason)
                .counter()
                .count();
    }
}
