package io.openmimc.topic;

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
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class HostileHttpTest extends TopicFixture implements HostileHttpContract {
    @Override
    public Target target() {
        return new Target(
                "127.0.0.1",
                RestAssured.port,
                "/api/topic/" + api.appId() + "/account",
                "/api/topic/" + api.appId(),
                "{\"topicName\":\"Friends\",\"accounts\":\"\"}",
                "topicName",
                Map.of(
                        "appId",
                        Long.toString(api.appId()),
                        "appKey",
                        AccountServiceStandIn.APP_KEY,
                        "appSecret",
                        AccountServiceStandIn.APP_SECRET,
                        "appAccount",
                        "alice"));
    }
}
