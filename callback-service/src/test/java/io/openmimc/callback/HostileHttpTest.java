package io.openmimc.callback;

import io.openmimc.kit.hostile.HostileHttpContract;
import io.openmimc.kit.hostile.Target;
import io.openmimc.kit.rest.AdminToken;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.Map;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(TopicServiceStandIn.class)
class HostileHttpTest extends CallbackFixture implements HostileHttpContract {
    @Override
    public Target target() {
        return new Target(
                "127.0.0.1",
                RestAssured.port,
                "/api/admin/apps/" + appId + "/callbacks/state",
                null,
                "{}",
                null,
                Map.of("Authorization", "Bearer " + AdminToken.DEFAULT));
    }
}
