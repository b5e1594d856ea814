package io.openmimc.gateway.push;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.gateway.AccountService;
import io.openmimc.gateway.LogReader;
import io.openmimc.gateway.Neighbours;
import io.openmimc.kit.kafka.KafkaConfig;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.Kind;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class TopicPushTest {
    private static final String ONE = "/api/push/p2t/";
    private static final String MORE = "/api/push/p2t/more";

    public Neighbours neighbours;

    @Inject
    KafkaConfig kafka;

    private final String member = "member " + UUID.randomUUID();
    private long topic;
    private LogReader reader;

    @BeforeEach
    void ready() {
        topic = neighbours.topics().create(neighbours.accounts().uuid(AccountService.APP, member));
        await().atMost(ofSeconds(30)).until(() -> code(post(ONE, body(topic).put("isStore", false))) == 200);
        reader = new LogReader(kafka.bootstrap());
    }

    @AfterEach
    void restore() {
        reader.close();
    }

    @Test
    void aPushToATopicIsOnTheLogWhenItIsAnswered() {
        // When
        Response answer = post(ONE, body(topic).put("msg", "你好 🚀").put("bizType", "TEXT"));
        // Then
        assertThat(answer.asString()).startsWith("{\"code\":200,\"message\":\"success\"");
        AcceptedMessage message = message(answer.jsonPath().getString("data.packetId"));
        assertThat(message.getKind()).isEqualTo(Kind.P2T);
        assertThat(message.getTopicId()).isEqualTo(topic);
        assertThat(message.getPush()).isTrue();
        assertThat(message.getFrom().getAccount()).isEqualTo(member);
        assertThat(message.getFromResource()).isEqualTo("backend");
        assertThat(message.getPayload().toStringUtf8()).isEqualTo("你好 🚀");
    }

    @Test
    void whoIsNoMemberCannotBePushedFor() {
        // Given
        String other = "other " + member;
        neighbours.accounts().uuid(AccountService.APP, other);
        // Then
        assertThat(code(post(ONE, body(topic).put("fromAccount", other)))).isEqualTo(403);
        assertThat(code(post(ONE, body(topic).put("fromAccount", "unknown " + member))))
                .isEqualTo(403);
        assertThat(code(post(ONE, body(topic).put("topicId", "404")))).isEqualTo(404);
        assertThat(ours()).isEmpty();
    }

    @Test
    void anotherAppsTopicIsNotThere() {
        assertThat(code(post(ONE, body(topic).put("appId", Long.toString(AccountService.SMALL_APP)))))
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"topicId\":null}",
                "{\"topicId\":\"\"}",
                "{\"topicId\":\"x\"}",
                "{\"topicId\":0}",
                "{\"topicId\":-1}",
                "{\"topicId\":1.5}",
                "{\"topicId\":[1]}"
            })
    void aWrongTopicIdIsNamed(String wrong) {
        Response response = post(ONE, body(topic).mergeIn(new JsonObject(wrong)));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(code(response)).isEqualTo(400);
        assertThat(response.jsonPath().getString("message")).startsWith("topicId:");
        assertThat(ours()).isEmpty();
    }

    @Test
    void idsMayBeNumbers() {
        assertThat(code(post(ONE, body(topic).put("topicId", topic)))).isEqualTo(200);
        assertThat(code(post(MORE, more(new JsonArray().add(topic).add(Long.toString(topic))))))
                .isEqualTo(200);
    }

    @Test
    void severalTopicsGetTheirMessageInOneRequest() {
        // Given
        long other = neighbours.topics().create(neighbours.accounts().uuid(AccountService.APP, member));
        // When
        Response answer = post(MORE, more(ids(topic, other)));
        // Then
        assertThat(code(answer)).isEqualTo(200);
        List<String> packetIds = answer.jsonPath().getList("data.packetIds");
        assertThat(message(packetIds.get(0)).getTopicId()).isEqualTo(topic);
        assertThat(message(packetIds.get(1)).getTopicId()).isEqualTo(other);
    }

    @Test
    void oneTopicThatRefusesDoesNotKeepTheOthersFromTheirMessage() {
        // Given
        long other = neighbours.topics().create(1);
        // When
        Response answer = post(MORE, more(ids(topic, other, topic)));
        // Then
        assertThat(code(answer)).isEqualTo(403);
        assertThat(answer.jsonPath().getString("message")).startsWith("topicIds[1]: not a member");
        assertThat(answer.jsonPath().getList("data.packetIds"))
                .hasSize(3)
                .element(1)
                .isNull();
        assertThat(ours()).hasSize(2);
    }

    @Test
    void aListThatIsEmptyTooLongOrHoldsWhatIsNoIdIsRefusedAsAWhole() {
        assertThat(code(post(MORE, more(new JsonArray())))).isEqualTo(400);
        assertThat(code(post(MORE, more(new JsonArray(Collections.nCopies(101, topic))))))
                .isEqualTo(400);
        for (JsonArray wrong : List.of(
                new JsonArray().add(topic).addNull(),
                new JsonArray().add(topic).add("x"),
                new JsonArray().add(topic).add(0),
                new JsonArray().add(topic).add(new JsonArray()))) {
            Response answer = post(MORE, more(wrong));
            assertThat(code(answer)).as(wrong.encode()).isEqualTo(400);
            assertThat(answer.jsonPath().getString("message"))
                    .as(wrong.encode())
                    .startsWith("topicIds[1]:");
        }
        assertThat(ours()).isEmpty();
    }

    @Test
    void anIdempotencyKeySendsOnceAndAnswersTheSame() {
        String first = post(ONE, body(topic), "key " + member).asString();
        String again = post(ONE, body(topic), "key " + member).asString();
        assertThat(again).isEqualTo(first);
        assertThat(ours()).hasSize(1);
    }

    private JsonObject body(long topicId) {
        return new JsonObject()
                .put("appId", Long.toString(AccountService.APP))
                .put("appKey", AccountService.KEY)
                .put("appSecret", AccountService.SECRET)
                .put("fromAccount", member)
                .put("fromResource", "backend")
                .put("topicId", Long.toString(topicId))
                .put("msg", "hello");
    }

    private static JsonArray ids(long... topics) {
        JsonArray ids = new JsonArray();
        for (long each : topics) {
            ids.add(Long.toString(each));
        }
        return ids;
    }

    private JsonObject more(JsonArray topics) {
        JsonObject body = body(topic).put("topicIds", topics);
        body.remove("topicId");
        return body;
    }

    private static Response post(String path, JsonObject body) {
        return given().contentType("application/json").body(body.encode()).post(path);
    }

    private static Response post(String path, JsonObject body, String idempotencyKey) {
        return given().contentType("application/json")
                .header("Idempotency-Key", idempotencyKey)
                .body(body.encode())
                .post(path);
    }

    private static int code(Response response) {
        return response.jsonPath().getInt("code");
    }

    private AcceptedMessage message(String packetId) {
        List<AcceptedMessage> found =
                reader.messages(message -> message.getPacketId().equals(packetId));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private List<AcceptedMessage> ours() {
        return reader.messages(message -> message.getFrom().getAccount().endsWith(member) && message.getIsStore());
    }
}
