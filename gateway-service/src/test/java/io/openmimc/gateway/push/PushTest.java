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
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class PushTest {
    private static final String ONE = "/api/push/p2p/";
    private static final String MORE = "/api/push/p2p/more";

    public LocalStack stores;
    public Neighbours neighbours;

    @Inject
    KafkaConfig kafka;

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private LogReader reader;

    @BeforeEach
    void ready() {
        await().atMost(ofSeconds(60)).until(() -> code(post(ONE, body("nobody"))) == 200);
        reader = new LogReader(kafka.bootstrap());
    }

    @AfterEach
    void restore() {
        neighbours.accounts().restore();
        reader.close();
    }

    @Test
    void aPushIsOnTheLogWhenItIsAnswered() {
        JsonPath answer = ok(
                post(ONE, body("bob").put("msg", "你好 🚀").put("bizType", "TEXT").put("isStore", false)));
        String packetId = answer.getString("data.packetId");
        assertThat(packetId).matches("[0-9a-f]{16}_[0-9]+");
        AcceptedMessage message = message(packetId);
        assertThat(message.getPush()).isTrue();
        assertThat(message.getFrom().getAccount()).isEqualTo("server " + id);
        assertThat(message.getFromResource()).isEqualTo("backend");
        assertThat(message.getTo().getAccount()).isEqualTo("bob " + id);
        assertThat(message.getPayload().toStringUtf8()).isEqualTo("你好 🚀");
        assertThat(message.getBizType()).isEqualTo("TEXT");
        assertThat(message.getIsStore()).isFalse();
        assertThat(message.getConversation()).isFalse();
    }

    @Test
    void base64IsSentAsBytes() {
        byte[] bytes = new byte[15_360];
        new Random(7).nextBytes(bytes);
        JsonObject body = body("bob")
                .put("msgType", "base64")
                .put("msg", Base64.getEncoder().encodeToString(bytes));
        AcceptedMessage message = message(ok(post(ONE, body)).getString("data.packetId"));
        assertThat(message.getPayload().toByteArray()).isEqualTo(bytes);
        assertThat(message.getIsStore()).as("by default").isTrue();
    }

    @Test
    void emptyAndAbsentMessageTypesAreText() {
        assertThat(code(post(ONE, body("bob").put("msgType", "")))).isEqualTo(200);
        assertThat(code(post(ONE, body("bob").putNull("msgType")))).isEqualTo(200);
    }

    @Test
    void aDoubledSlashANumberAsAppIdAndUnknownFieldsAreTolerated() throws Exception {
        JsonObject body = body("bob").put("appId", AccountService.APP).put("unknown", 1);
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + "//api/push/p2p"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(new JsonObject(answer).getInteger("code")).as(answer).isEqualTo(200);
    }

    @Test
    void aWrongSecretIsToldBeforeAnyOtherField() {
        JsonObject stranger =
                body("bob").put("appSecret", "wrong").putNull("msg").putNull("fromAccount");
        stranger.remove("toAccount");
        assertThat(code(post(ONE, stranger))).isEqualTo(401);
        assertThat(code(post(MORE, stranger))).isEqualTo(401);
        assertThat(code(post("/api/push/p2t", stranger))).isEqualTo(401);
        assertThat(code(post("/api/push/p2t/more", stranger))).isEqualTo(401);
    }

    @Test
    void halfACharacterIsRefused() {
        String body = body("bob").put("msg", "half").encode().replace("half", "\\ud83d");
        assertThat(code(given().contentType("application/json").body(body).post(ONE)))
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"msgType\":\"text\"}",
                "{\"msgType\":\"base64\",\"msg\":\"!!!\"}",
                "{\"msgType\":\"base64\",\"msg\":\"YQ=\"}",
                "{\"msg\":\"\"}",
                "{\"msg\":null}",
                "{\"msg\":17}",
                "{\"toAccount\":null}",
                "{\"toAccount\":\"\"}",
                "{\"toAccount\":\"a\\u0000b\"}",
                "{\"toAccount\":[\"bob\"]}",
                "{\"fromAccount\":null}",
                "{\"fromResource\":null}",
                "{\"appId\":\"x\"}",
                "{\"appId\":-1}",
                "{\"appId\":null}",
                "{\"appKey\":null}",
                "{\"appSecret\":null}",
                "{\"isStore\":\"yes\"}",
            })
    void aWrongFieldIsNamedAndNothingIsSent(String wrong) {
        JsonObject change = new JsonObject(wrong);
        Response response = post(ONE, body("bob").mergeIn(change));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(code(response)).isEqualTo(400);
        String field = change.fieldNames().stream()
                .filter(name -> !name.equals("msgType"))
                .findFirst()
                .orElse("msgType");
        assertThat(response.jsonPath().getString("message")).startsWith(field + ":");
        assertThat(reader.messages(this::ours)).isEmpty();
    }

    @Test
    void overlongFieldsAreRefused() {
        for (String field : List.of("toAccount", "fromAccount", "fromResource", "bizType", "appKey")) {
            assertThat(code(post(ONE, body("bob").put(field, "x".repeat(10_000)))))
                    .as(field)
                    .isEqualTo(400);
        }
    }

    @Test
    void accountsMayHoldSpacesAndEmoji() {
        AcceptedMessage message = message(ok(post(ONE, body("李 雷 🚀"))).getString("data.packetId"));
        assertThat(message.getTo().getAccount()).isEqualTo("李 雷 🚀 " + id);
    }

    @Test
    void badJsonIsRefused() {
        for (String body : List.of("{", "", "[]", "null", "\"text\"", "{\"appId\":1}}")) {
            Response response =
                    given().contentType("application/json").body(body).post(ONE);
            assertThat(response.statusCode()).as(body).isEqualTo(200);
            assertThat(code(response)).as(body).isEqualTo(400);
        }
    }

    @Test
    void aWrongSecretAndAnUnknownAppGetTheSameAnswer() {
        Response wrong = post(ONE, body("bob").put("appSecret", "wrong"));
        Response unknown = post(ONE, body("bob").put("appId", "404"));
        assertThat(code(wrong)).isEqualTo(401);
        assertThat(unknown.asString()).isEqualTo(wrong.asString());
    }

    @Test
    void tooMuchIsRefused() {
        assertThat(code(post(ONE, body("bob").put("msg", "x".repeat(15_361))))).isEqualTo(413);
        Response body = post(ONE, body("bob").put("msg", "x".repeat(70_000)));
        assertThat(body.statusCode()).isEqualTo(413);
        assertThat(code(body)).isEqualTo(413);
        assertThat(body.contentType()).isEqualToIgnoringCase("application/json;charset=UTF-8");
    }

    @Test
    void tooManyPushesAreToldWhenToTryAgain() {
        JsonObject small = body("bob").put("appId", AccountService.SMALL_APP);
        List<Response> flood =
                IntStream.range(0, 120).mapToObj(i -> post(ONE, small)).toList();
        assertThat(flood.subList(0, 50)).as("the burst").allMatch(response -> code(response) == 200);
        Response refused = flood.stream()
                .filter(response -> code(response) == 429)
                .findFirst()
                .orElseThrow();
        assertThat(refused.statusCode()).isEqualTo(200);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
    }

    @Test
    void aPushToManyUsesUpTheAppsRateOfMessages() {
        long app = neighbours.accounts().newAppOfRate(60);
        List<String> accounts =
                IntStream.range(0, 300).mapToObj(i -> "u" + i + " " + id).toList();
        assertThat(code(post(MORE, more(accounts).put("appId", app)))).isEqualTo(200);
        // When
        Response refused = post(ONE, body("bob").put("appId", app));
        // Then
        assertThat(code(refused)).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(code(post(ONE, body("bob")))).as("another app's").isEqualTo(200);
        await().atMost(ofSeconds(30)).until(() -> code(post(ONE, body("bob").put("appId", app))) == 200);
    }

    @Test
    void anIdempotencyKeySendsOnceAndAnswersTheSame() {
        JsonObject body = body("bob");
        String first = post(ONE, body, "key " + id).asString();
        String again = post(ONE, body, "key " + id).asString();
        String other = post(ONE, body, "other " + id).asString();
        assertThat(again).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
        assertThat(reader.messages(this::ours)).hasSize(2);
    }

    @Test
    void anIdempotencyKeyThatIsTooLongIsRefused() {
        assertThat(code(post(ONE, body("bob"), "k".repeat(257)))).isEqualTo(400);
    }

    @Test
    void aThousandAccountsGetTheirMessageInOneRequest() {
        List<String> accounts =
                IntStream.range(0, 1_000).mapToObj(i -> "u" + i + " " + id).toList();
        JsonPath answer = ok(post(MORE, more(accounts)));
        List<String> packetIds = answer.getList("data.packetIds");
        assertThat(packetIds).hasSize(1_000).doesNotHaveDuplicates();
        List<AcceptedMessage> messages = reader.messages(this::ours);
        assertThat(messages).hasSize(1_000);
        for (AcceptedMessage message : messages) {
            int index = packetIds.indexOf(message.getPacketId());
            assertThat(message.getTo().getAccount()).isEqualTo(accounts.get(index));
        }
    }

    @Test
    void aListThatIsEmptyTooLongOrHoldsWhatIsNoAccountIsRefusedAsAWhole() {
        assertThat(code(post(MORE, more(List.of())))).isEqualTo(400);
        assertThat(code(post(MORE, more(Collections.nCopies(1_001, "a"))))).isEqualTo(400);
        Response response = post(MORE, more(List.of("bob " + id, "")));
        assertThat(code(response)).isEqualTo(400);
        assertThat(response.jsonPath().getString("message")).startsWith("toAccounts[1]:");
        assertThat(code(post(MORE, body("bob")))).isEqualTo(400);
        assertThat(reader.messages(this::ours)).isEmpty();
    }

    @Test
    void whereSomeFailTheOthersAreSentAndARetrySendsOnlyWhatIsMissing() {
        List<String> accounts = List.of("a " + id, "broken " + id, "b " + id);
        Response response = post(MORE, more(accounts), "retry " + id);
        assertThat(code(response)).isEqualTo(500);
        assertThat(response.jsonPath().getString("message"))
                .startsWith("toAccounts[1]:")
                .contains("1 of 3");
        List<String> sent = response.jsonPath().getList("data.packetIds");
        assertThat(sent.get(0)).isNotNull();
        assertThat(sent.get(1)).isNull();
        assertThat(sent.get(2)).isNotNull();

        neighbours.accounts().repair();
        List<String> retried = ok(post(MORE, more(accounts), "retry " + id)).getList("data.packetIds");
        assertThat(retried.get(0)).isEqualTo(sent.get(0));
        assertThat(retried.get(2)).isEqualTo(sent.get(2));
        assertThat(reader.messages(this::ours))
                .extracting(message -> message.getTo().getAccount())
                .containsExactlyInAnyOrderElementsOf(accounts);
    }

    @ParameterizedTest
    @CsvSource({"bizType, TEXT, bizType: is not well-formed Unicode", "msg, hello, msg: is not well-formed Unicode"})
    void textThatIsNoUnicodeIsRefusedAndNotSentAsSomethingElse(String field, String value, String message) {
        String half = body("bob").put(field, value).encode().replace(value, "\\ud83d");
        Response answer = given().contentType("application/json").body(half).post(ONE);
        assertThat(code(answer)).isEqualTo(400);
        assertThat(answer.jsonPath().getString("message")).isEqualTo(message);
    }

    @Test
    void aKeyThatComesTwiceIsRefused() {
        String twice = body("bob").encode().replaceFirst("\\{", "{\"msg\":\"first\",");
        Response answer = given().contentType("application/json").body(twice).post(ONE);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(code(answer)).isEqualTo(400);
        assertThat(answer.jsonPath().getString("message")).isEqualTo("msg: comes twice");
    }

    private JsonObject body(String to) {
        return new JsonObject()
                .put("appId", Long.toString(AccountService.APP))
                .put("appKey", AccountService.KEY)
                .put("appSecret", AccountService.SECRET)
                .put("fromAccount", "server " + id)
                .put("fromResource", "backend")
                .put("toAccount", to + " " + id)
                .put("msg", "hello");
    }

    private JsonObject more(List<String> accounts) {
        JsonObject body = body("").put("toAccounts", new JsonArray(accounts));
        body.remove("toAccount");
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

    private static JsonPath ok(Response response) {
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.contentType()).isEqualToIgnoringCase("application/json;charset=UTF-8");
        assertThat(code(response)).as(response.asString()).isEqualTo(200);
        assertThat(response.jsonPath().getString("message")).isEqualTo("success");
        return response.jsonPath();
    }

    private AcceptedMessage message(String packetId) {
        List<AcceptedMessage> found =
                reader.messages(message -> message.getPacketId().equals(packetId));
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    private boolean ours(AcceptedMessage message) {
        return message.getTo().getAccount().endsWith(id)
                && !message.getTo().getAccount().startsWith("nobody");
    }
}
