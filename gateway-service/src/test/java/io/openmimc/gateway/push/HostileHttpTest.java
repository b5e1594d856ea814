package io.openmimc.gateway.push;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.awaitility.Awaitility.await;

import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.Neighbours;
import io.openmimc.kit.hostile.HostileHttpContract;
import io.openmimc.kit.hostile.Target;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.Map;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class HostileHttpTest implements HostileHttpContract {
    private static final String PUSH = "/api/push/p2p";
    private static final String BODY =
            ("{\"appId\":\"%d\",\"appKey\":\"%s\",\"appSecret\":\"%s\",\"fromAccount\":\"alice\","
                            + "\"fromResource\":\"server\",\"toAccount\":\"bob\",\"msg\":\"hello\"}")
                    .formatted(AccountService.APP, AccountService.KEY, AccountService.SECRET);

    @Override
    public Target target() {
        await().atMost(ofSeconds(60))
                .until(() -> given().contentType("application/json")
                                .body(BODY)
                                .post(PUSH)
                                .jsonPath()
                                .getInt("code")
                        == 200);
        return new Target("127.0.0.1", RestAssured.port, null, PUSH, BODY, "msg", Map.of());
    }
}
