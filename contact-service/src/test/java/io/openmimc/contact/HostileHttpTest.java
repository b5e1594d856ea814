package io.openmimc.contact;

import io.openmimc.kit.hostile.HostileHttpContract;
import io.openmimc.kit.hostile.Target;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.Map;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,cassandra"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(Neighbours.class)
class HostileHttpTest extends ContactFixture implements HostileHttpContract {
    @Override
    public Target target() {
        return new Target(
                "127.0.0.1",
                RestAssured.port,
                "/api/contact",
                null,
                "{}",
                null,
                Map.of(
                        "appId",
                        Long.toString(APP),
                        "appKey",
                        AccountServiceStandIn.APP_KEY,
                        "appSecret",
                        AccountServiceStandIn.APP_SECRET,
                        "appAccount",
                        alice));
    }
}
