package io.openmimc.callback.courier;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.callback.CallbackFixture;
import io.openmimc.callback.TopicServiceStandIn;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(TopicServiceStandIn.class)
class LeasesTest extends CallbackFixture {
    @Inject
    Leases leases;

    @Test
    void whatIsUnderWayWhenTheServiceStopsIsDueForOtherReplicasWithoutWaitingForItsLease() throws Exception {
        // Given: a callback that its app does not answer, with a row that nobody else takes for 30 s
        long app = accounts.newAppId();
        accounts.app(AccountServiceStandIn.settings(app).build());
        accounts.callbacks(
                hook(app, receiver.url("/hang"), "").setTimeoutMs(10_000).build());
        accept(message(app, "alice", "bob").build());
        await().atMost(ofSeconds(20)).until(() -> rows(app, later(20)) == 1);
        // When
        leases.stop(new ShutdownEvent());
        // Then: this replica, which goes on here, takes it anew, or has not looked yet
        assertThat(rows(app, "next_at <= " + clock.millis() + " OR " + later(29)))
                .isEqualTo(1);
    }

    private String later(int seconds) {
        return "next_at > " + (clock.millis() + seconds * 1_000L);
    }
}
