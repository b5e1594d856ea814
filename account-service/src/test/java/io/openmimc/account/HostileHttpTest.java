package io.openmimc.account;

import io.openmimc.kit.hostile.HostileHttpContract;
import io.openmimc.kit.hostile.Target;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.Map;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class HostileHttpTest implements HostileHttpContract {
    @Override
    public Target target() {
        TestApp app = TestApp.create();
        return new Target(
                "127.0.0.1",
                RestAssured.port,
                "/api/blacklist?blackAccount=bob",
                "/api/account/token",
                "{\"appId\":\"%s\",\"appKey\":\"%s\",\"appSecret\":\"%s\",\"appAccount\":\"alice\"}"
                        .formatted(app.id(), app.key(), app.secret()),
                "appAccount",
                Map.of("appId", app.id(), "appKey", app.key(), "appSecret", app.secret(), "appAccount", "alice"));
    }
}
