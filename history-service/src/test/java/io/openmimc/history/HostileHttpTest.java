package io.openmimc.history;

import io.openmimc.kit.hostile.HostileHttpContract;
import io.openmimc.kit.hostile.Target;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.Map;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class HostileHttpTest extends HistoryFixture implements HostileHttpContract {
    @Override
    public Target target() {
        return new Target(
                "127.0.0.1",
                RestAssured.port,
                null,
                "/api/msg/p2p/queryOnCount",
                "{\"fromAccount\":\"alice\",\"toAccount\":\"bob\",\"utcToTime\":2000000000000,\"count\":1}",
                "toAccount",
                Map.of(
                        "appId",
                        Long.toString(Neighbours.APP),
                        "appKey",
                        Neighbours.APP_KEY,
                        "appSecret",
                        Neighbours.APP_SECRET,
                        "appAccount",
                        "alice"));
    }
}
