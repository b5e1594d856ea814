package io.openmimc.e2e;

import io.openmimc.kit.hostile.HostileHttpContract;
import io.openmimc.kit.hostile.Target;
import io.openmimc.sdk.rest.AppCredentials;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtendWith;

/** What services answer to hostile HTTP is answered through the public door, too. */
@ExtendWith(CloudExtension.class)
class HostileHttpTest implements HostileHttpContract {
    private final Cloud cloud;

    HostileHttpTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public Target target() {
        AppCredentials app = cloud.app();
        String id = Long.toString(app.appId());
        return new Target(
                cloud.api().getHost(),
                cloud.api().getPort(),
                "/api/blacklist?blackAccount=bob",
                "/api/account/token",
                "{\"appId\":\"%s\",\"appKey\":\"%s\",\"appSecret\":\"%s\",\"appAccount\":\"alice\"}"
                        .formatted(id, app.appKey(), app.appSecret()),
                "appAccount",
                Map.of("appId", id, "appKey", app.appKey(), "appSecret", app.appSecret(), "appAccount", "alice"));
    }

    /** The door asks the services only for what begins as one of theirs. */
    @Override
    public String nobody() {
        return "/api/blacklist/nobody";
    }
}
