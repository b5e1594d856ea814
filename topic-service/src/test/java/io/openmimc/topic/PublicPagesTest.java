package io.openmimc.topic;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class PublicPagesTest extends TopicFixture {

    @Test
    void theApiIsDescribed() {
        given().get(ManagementPort.uri("/q/openapi"))
                .then()
                .statusCode(200)
                .body(containsString("/api/topic/{appId}/{topicId}/accounts:"))
                .body(containsString("The groups that the caller is in"));
    }

    @Test
    void healthAndMetricsAreThere() {
        // When
        String topicId = api.created("alice", "Friends", "bob");
        api.quit("bob", topicId).good();
        api.dismiss("alice", topicId).good();
        // Then
        given().get(ManagementPort.uri("/q/health/live")).then().statusCode(200).body(containsString("topic-cleanup"));
        given().get(ManagementPort.uri("/q/health/ready"))
                .then()
                .statusCode(200)
                .body(containsString("kafka"));
        given().get(ManagementPort.uri("/q/metrics"))
                .then()
                .statusCode(200)
                .body(containsString("uri=\"/api/topic/{appId}/{topicId}/account\""))
                .body(containsString("topic_changes_waiting"))
                .body(containsString("topic_topics_created_total"))
                .body(containsString("topic_topics_dismissed_total"))
                .body(containsString("topic_members_joined_total"))
                .body(containsString("topic_members_left_total"))
                .body(containsString("topic_outbox_delay_seconds"))
                .body(containsString("kafka_consumer_lag{consumer=\"topic-cleanup\"}"));
    }

    @Test
    void browsersOfOtherOriginsMayCall() {
        given().header("Origin", "https://chat.example.com")
                .header("Access-Control-Request-Method", "DELETE")
                .options("/api/topic/" + api.appId() + "/1/account")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Methods", containsString("DELETE"))
                .header("Access-Control-Allow-Headers", containsString("token"));
    }
}
