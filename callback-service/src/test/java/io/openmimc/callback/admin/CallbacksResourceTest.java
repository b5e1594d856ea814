package io.openmimc.callback.admin;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.*;

import io.openmimc.callback.CallbackFixture;
import io.openmimc.callback.Receiver;
import io.openmimc.callback.TopicServiceStandIn;
import io.openmimc.kit.rest.AdminToken;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
@WithTestResource(TopicServiceStandIn.class)
class CallbacksResourceTest extends CallbackFixture {
    private static RequestSpecification operator() {
        return given().contentType(ContentType.JSON).header("Authorization", "Bearer " + AdminToken.DEFAULT);
    }

    private static String path(long app, String rest) {
        return "/api/admin/apps/" + app + "/callbacks/" + rest;
    }

    /** Lets messages fail for good. */
    private List<AcceptedMessage> failed(long app, int count) {
        List<AcceptedMessage> messages = IntStream.range(0, count)
                .mapToObj(i -> message(app, "alice" + i, "bob").build())
                .toList();
        accept(messages);
        for (int attempts = 1; attempts < 4; attempts++) {
            String reached = "attempts >= " + attempts;
            await().atMost(ofSeconds(30)).until(() -> rows(app, reached) == count);
            clock.advance(ofSeconds(attempts == 3 ? 300 : 30));
        }
        await().atMost(ofSeconds(30)).until(() -> rows(app, "failed_at IS NOT NULL") == count);
        return messages;
    }

    @Test
    void aSampleTellsWhatCameBack() {
        // Given
        long app = app(receiver.url("/ok/sample"), receiver.url("/error"));
        // When
        operator()
                .post(path(app, "test"))
                .then()
                .statusCode(200)
                .body("data.delivered", is(true))
                .body("data.status", is(200))
                .body("data.answer", is("thanks"))
                .body("data.sent", containsString("NORMAL_MSG"));
        operator()
                .body(Map.of("kind", "OFFLINE_TOPIC_MSG"))
                .post(path(app, "test"))
                .then()
                .statusCode(200)
                .body("data.delivered", is(false))
                .body("data.status", is(500))
                .body("data.reason", is("HTTP 500"))
                .body("data.answer", is("no"));
        // Then
        Receiver.Call call = receiver.calls("/ok/sample").get(0);
        assertThat(call.delivery()).startsWith("test-");
        assertThat(call.signature()).startsWith("v1=");
        operator().post(path(app("", ""), "test")).then().statusCode(409);
    }

    @Test
    void whatWasGivenUpIsListedAndSentAgainOnRequest() {
        // Given
        long app = app(receiver.url("/moody"), "");
        receiver.healthy(false);
        List<AcceptedMessage> messages = failed(app, 5);
        // When
        var first = operator().get(path(app, "failed?limit=3")).then().statusCode(200);
        // Then
        first.body("data.deliveries", hasSize(3))
                .body("data.deliveries[0].kind", is("NORMAL_MSG"))
                .body("data.deliveries[0].attempts", is(4))
                .body("data.deliveries[0].reason", anyOf(is("HTTP 503"), startsWith("not tried: ")));
        String next = first.extract().path("data.next");
        var second =
                operator().queryParam("after", next).get(path(app, "failed")).then();
        second.body("data.deliveries", hasSize(2)).body("data.next", nullValue());
        receiver.healthy(true);
        String id = messages.get(0).getSequence() + "-NORMAL_MSG";
        operator()
                .body(Map.of("deliveryId", id))
                .post(path(app, "failed/resend"))
                .then()
                .statusCode(200)
                .body("data.count", is(1));
        await().atMost(ofSeconds(30)).until(() -> rows(app, "true") == 4);
        assertThat(receiver.calls("/moody"))
                .last()
                .extracting(Receiver.Call::delivery)
                .isEqualTo(id);
        operator()
                .body(Map.of("from", 0, "to", clock.millis()))
                .post(path(app, "failed/resend"))
                .then()
                .statusCode(200)
                .body("data.count", is(4));
        await().atMost(ofSeconds(30)).until(() -> rows(app, "true") == 0);
        operator()
                .body(Map.of("deliveryId", id))
                .post(path(app, "failed/resend"))
                .then()
                .statusCode(404);
    }

    @Test
    void anEndpointThatIsLeftAloneIsSeen() {
        // Given
        long app = app(receiver.url("/error"), "");
        // When
        accept(IntStream.range(0, 40)
                .mapToObj(i -> message(app, "alice" + i, "bob").build())
                .toList());
        // Then
        await().atMost(ofSeconds(30)).untilAsserted(() -> operator()
                .get(path(app, "state"))
                .then()
                .statusCode(200)
                .body("data.instant", is("open"))
                .body("data.offline", is("none"))
                .body("data.waiting", is(40)));
    }

    @Test
    void oneAppDoesNotReachAnothersCallbacks() {
        // Given
        long app = app(receiver.url("/error"), "");
        AcceptedMessage message = failed(app, 1).get(0);
        // When
        long other = app("", "");
        // Then
        operator().get(path(other, "failed")).then().body("data.deliveries", hasSize(0));
        operator()
                .body(Map.of("deliveryId", message.getSequence() + "-NORMAL_MSG"))
                .post(path(other, "failed/resend"))
                .then()
                .statusCode(404);
        operator().get(path(1, "failed")).then().statusCode(404);
        given().get(path(app, "failed")).then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "test|{\"kind\":\"SOME\"}|kind: must be NORMAL_MSG, OFFLINE_MSG, NORMAL_TOPIC_MSG or OFFLINE_TOPIC_MSG",
                "failed/resend|{}|deliveryId: missing, or else from and to",
                "failed/resend|{\"from\":5}|to: missing",
                "failed/resend|{\"from\":5,\"to\":4}|to: must be 5 to 9223372036854775807",
            })
    void aWrongFieldIsNamed(String path, String body, String message) {
        operator().body(body).post(path(appId, path)).then().statusCode(400).body("message", is(message));
        operator().get(path(appId, "failed?after=x")).then().statusCode(400);
    }
}
