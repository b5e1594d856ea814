package io.openmimc.history;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.openmimc.local.LocalStack;
import io.openmimc.proto.Sequence;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class QueryTest extends HistoryFixture {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long DAY_MS = 24L * 3600 * 1000;
    private static final long WEEK_MS = 7 * DAY_MS;
    private static final String ON_TIME = "/api/msg/p2p/queryOnTime";
    private static final String ON_COUNT = "/api/msg/p2p/queryOnCount/";
    private static final String ON_SEQUENCE = "/api/msg/p2p/queryOnSequence/";

    private final String carol = "carol 中文 " + NUMBER.incrementAndGet();
    private final String dave = "dave" + NUMBER.get();
    private final long now = System.currentTimeMillis();

    @Test
    void bothDirectionsWithinTheTimeComeInOrder() {
        // Given
        store(now - 5_000, carol, dave);
        var first = store(now - 4_000, carol, dave);
        var second = store(now - 3_000, dave, carol);
        var atTheEnd = store(now - 2_000, carol, dave);
        awaitArchived(4, atTheEnd);
        // When
        var data = query("/api/msg/p2p/query/", carol, Map.of("utcFromTime", now - 4_000, "utcToTime", now - 2_000));
        // Then
        assertThat(data.getString("appId")).isEqualTo(Long.toString(Neighbours.APP));
        assertThat(data.getInt("row")).isEqualTo(2);
        assertThat(data.<Object>getList("messages.sequence"))
                .containsExactly(Long.toString(first.getSequence()), Long.toString(second.getSequence()));
        assertThat(data.<Object>getList("messages.ts")).containsExactly(now - 4_000, now - 3_000);
        assertThat(data.<Object>getList("messages.fromAccount")).containsExactly(carol, dave);
        assertThat(data.<Object>getList("messages.toAccount")).containsExactly(dave, carol);
        assertThat(data.<Object>getList("messages.bizType")).containsExactly("TEXT", "TEXT");
        assertThat(data.<Object>getList("messages.payload")).containsExactly(base64(first), base64(second));
        assertThat(fields(data)).containsExactlyInAnyOrder("appId", "messages", "row");
    }

    @Test
    void timesAndIdsMayBeStringsAndExtraFieldsNull() {
        // Given
        var message = store(now - 4_000, carol, dave);
        awaitArchived(1, message);
        var body = new HashMap<String, Object>();
        body.put("fromAccount", dave);
        body.put("toAccount", carol);
        body.put("utcFromTime", Long.toString(now - 10_000));
        body.put("utcToTime", Long.toString(now));
        body.put("bizType", null);
        body.put("extra", null);
        // When
        var data = query(ON_TIME, carol, body);
        // Then
        assertThat(data.getInt("row")).isEqualTo(1);
        body.put("appId", Long.toString(Neighbours.APP));
        assertThat(query(ON_TIME, carol, body).getInt("row")).isEqualTo(1);
        body.put("appId", Neighbours.APP);
        assertThat(query("//api/msg/p2p/queryOnTime/", carol, body).getInt("row"))
                .isEqualTo(1);
    }

    @Test
    void windowOverTheEndOfAWeekHasBothSides() {
        // Given
        long monday = (now / WEEK_MS - 1) * WEEK_MS;
        var before = store(monday - 1, carol, dave);
        var after = store(monday, dave, carol);
        awaitArchived(1, before);
        awaitArchived(1, after);
        // When
        var data = query(ON_TIME, dave, Map.of("utcFromTime", monday - DAY_MS / 2, "utcToTime", monday + DAY_MS / 2));
        // Then
        assertThat(data.<Object>getList("messages.ts")).containsExactly(monday - 1, monday);
    }

    @Test
    void countWalksBackOverWeeksAndTellsTheEarliestTime() {
        // Given
        List<AcceptedMessage> sent = new ArrayList<>();
        for (int week = 5; week >= 1; week--) {
            sent.add(store(now - week * WEEK_MS, carol, dave));
        }
        sent.forEach(message -> awaitArchived(1, message));
        // When
        var three = query(ON_COUNT, carol, Map.of("utcToTime", now, "count", 3));
        var most = query(ON_COUNT, carol, Map.of("utcToTime", now, "count", "200"));
        var older = query(ON_COUNT, carol, Map.of("utcToTime", now - 4 * WEEK_MS, "count", 200));
        // Then
        assertThat(three.<Object>getList("messages.ts"))
                .containsExactly(now - 3 * WEEK_MS, now - 2 * WEEK_MS, now - WEEK_MS);
        assertThat(three.getLong("timestamp")).isEqualTo(now - 3 * WEEK_MS);
        assertThat(fields(three)).containsExactlyInAnyOrder("appId", "messages", "row", "timestamp");
        assertThat(most.getInt("row")).isEqualTo(5);
        assertThat(older.<Object>getList("messages.ts")).containsExactly(now - 5 * WEEK_MS);
    }

    @Test
    void sequencesAreARangeWithItsEndLeftOut() {
        // Given
        var first = store(now - 4_000, carol, dave);
        var second = store(now - 3_000, dave, carol);
        var third = store(now - 2_000, dave, carol);
        awaitArchived(3, third);
        // When
        var data = query(
                ON_SEQUENCE,
                carol,
                Map.of("startSeq", Long.toString(first.getSequence()), "stopSeq", third.getSequence()));
        // Then
        assertThat(data.<Object>getList("messages.sequence"))
                .containsExactly(Long.toString(first.getSequence()), Long.toString(second.getSequence()));
        assertThat(data.getLong("timestamp")).isEqualTo(now - 4_000);
    }

    @Test
    void longRangesAreCutAndSaySo() {
        // Given
        AcceptedMessage last = null;
        for (int i = 0; i < 5_050; i++) {
            last = store(now - 60_000 + i, carol, dave);
        }
        awaitArchived(5_050, last);
        // When
        var byTime = query(ON_TIME, carol, Map.of("utcFromTime", now - 60_000, "utcToTime", now));
        var bySequence = query(ON_SEQUENCE, carol, Map.of("startSeq", 0, "stopSeq", Long.toString(Long.MAX_VALUE)));
        // Then
        assertThat(byTime.getInt("row")).isEqualTo(5_000);
        assertThat(byTime.getBoolean("more")).isTrue();
        assertThat(bySequence.getInt("row")).isEqualTo(500);
        assertThat(bySequence.getLong("timestamp")).isEqualTo(now - 60_000);
    }

    @Test
    void unknownAccountsHaveNoHistoryAndAreNotCreated() {
        // When
        var data = query(
                ON_TIME, carol, Map.of("toAccount", "nobody" + carol, "utcFromTime", now - 1_000, "utcToTime", now));
        // Then
        assertThat(data.getInt("row")).isZero();
        assertThat(neighbours.exists(Neighbours.APP, "nobody" + carol)).isFalse();
    }

    @Test
    void accountsOfTheSameNameInAnotherAppSeeNothing() {
        // Given
        var message = store(now - 4_000, carol, dave);
        awaitArchived(1, message);
        // When
        var data = answer(
                        ON_TIME,
                        given().header("token", neighbours.token(Neighbours.OTHER_APP, carol)),
                        Map.of("utcFromTime", now - 10_000, "utcToTime", now))
                .getInt("data.row");
        var foreign = answer(
                ON_TIME,
                given().header("token", neighbours.token(Neighbours.OTHER_APP, carol)),
                Map.of("appId", Neighbours.APP, "utcFromTime", now - 10_000, "utcToTime", now));
        // Then
        assertThat(data).isZero();
        assertThat(foreign.getInt("code")).isIn(401, 403);
        assertThat(foreign.<Object>get("data")).isNull();
    }

    @Test
    void appServersAskWithTheirCredentials() {
        // Given
        var message = store(now - 4_000, carol, dave);
        awaitArchived(1, message);
        var body = Map.<String, Object>of("appId", Neighbours.APP, "utcFromTime", now - 10_000, "utcToTime", now);
        // When
        var good = answer(ON_TIME, credentials(Neighbours.APP_SECRET, dave), body);
        var wrong = answer(ON_TIME, credentials("guessed", dave), body);
        var stranger = answer(ON_TIME, credentials(Neighbours.APP_SECRET, "eve"), body);
        // Then
        assertThat(good.getInt("data.row")).isEqualTo(1);
        assertThat(wrong.getInt("code")).isEqualTo(401);
        assertThat(stranger.getInt("code")).isEqualTo(403);
    }

    @Test
    void aBannedAccountReadsNothingWhoeverAsks() {
        // Given
        neighbours.ban(Neighbours.APP, dave);
        var body = Map.<String, Object>of("appId", Neighbours.APP, "utcFromTime", now - 10_000, "utcToTime", now);
        // When
        var byToken = answer(ON_TIME, given().header("token", neighbours.token(Neighbours.APP, dave)), body);
        var byServer = answer(ON_TIME, credentials(Neighbours.APP_SECRET, dave), body);
        // Then
        assertThat(byToken.getInt("code")).isEqualTo(403);
        assertThat(byToken.getString("message")).isEqualTo("token: the account is banned");
        assertThat(byServer.getInt("code")).isEqualTo(403);
        assertThat(byServer.getString("message")).isEqualTo("appAccount: the account is banned");
    }

    private static RequestSpecification credentials(String secret, String account) {
        return given().header("appKey", Neighbours.APP_KEY)
                .header("appSecret", secret)
                .header("appAccount", account);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "queryOnTime | {\"utcFromTime\":1}                                      | 400 | utcToTime: missing",
                "queryOnTime | {\"utcToTime\":1}                                        | 400 | utcFromTime: missing",
                "queryOnTime | {\"utcFromTime\":2,\"utcToTime\":1}                      | 400 | utcFromTime",
                "queryOnTime | {\"utcFromTime\":0,\"utcToTime\":86400001}               | 400 | 24 hours",
                "queryOnTime | {\"utcFromTime\":-1,\"utcToTime\":1}                     | 400 | utcFromTime",
                "queryOnTime | {\"utcFromTime\":\"x\",\"utcToTime\":1}                  | 400 | utcFromTime",
                "queryOnTime | {\"utcFromTime\":1.5,\"utcToTime\":2}                    | 400 | utcFromTime",
                "queryOnTime | {\"utcFromTime\":0,\"utcToTime\":1,\"toAccount\":7}      | 400 | toAccount",
                "queryOnTime | {\"utcFromTime\":0,\"utcToTime\":1,\"toAccount\":\"\"}   | 400 | toAccount: missing",
                "queryOnTime | {\"utcFromTime\":0,\"utcToTime\":1,\"toAccount\":\"a\\u0000\"} | 400 | toAccount",
                "queryOnTime | {\"utcFromTime\":0,\"utcToTime\":1,\"appId\":\"one\"}    | 400 | appId",
                "queryOnTime | {\"utcFromTime\":0,                                      | 400 | JSON",
                "queryOnTime | [1]                                                      | 400 | body",
                "queryOnTime |                                                          | 400 | body",
                "queryOnTime | {\"utcFromTime\":0,\"utcToTime\":1,\"fromAccount\":\"x\"}| 403 | neither",
                "queryOnCount | {\"utcToTime\":1}                                       | 400 | count: missing",
                "queryOnCount | {\"utcToTime\":1,\"count\":0}                           | 400 | count: must be 1 to 200",
                "queryOnCount | {\"utcToTime\":1,\"count\":201}                         | 400 | count: must be 1 to 200",
                "queryOnCount | {\"count\":1}                                           | 400 | utcToTime: missing",
                "queryOnSequence | {\"startSeq\":\"1\"}                                 | 400 | stopSeq: missing",
                "queryOnSequence | {\"startSeq\":\"2\",\"stopSeq\":\"1\"}               | 400 | startSeq",
                "queryOnSequence | {\"startSeq\":\"-1\",\"stopSeq\":\"1\"}              | 400 | startSeq",
                "queryOnSequence | {\"startSeq\":\"9223372036854775808\",\"stopSeq\":\"1\"} | 400 | startSeq",
            })
    void badInputIsRefusedByName(String call, String json, int code, String why) {
        // Given
        String body = json == null ? "" : json;
        if (body.startsWith("{") && body.endsWith("}")) {
            String accounts = (body.contains("fromAccount") ? "" : ",\"fromAccount\":\"" + carol + "\"")
                    + (body.contains("toAccount") ? "" : ",\"toAccount\":\"" + dave + "\"");
            body = body.substring(0, body.length() - 1) + accounts + "}";
        }
        // When
        var answer = given().header("token", neighbours.token(Neighbours.APP, carol))
                .contentType("application/json;charset=UTF-8")
                .body(body)
                .post("/api/msg/p2p/" + call)
                .then()
                .statusCode(200)
                .body("code", equalTo(code))
                .body("data", equalTo(null))
                .extract();
        // Then
        assertThat(answer.<String>path("message")).contains(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."})
    void withoutAGoodTokenNobodyIsAnswered(String token) {
        // When
        var answer =
                answer(ON_TIME, given().header("token", token), Map.of("utcFromTime", now - 10_000, "utcToTime", now));
        // Then
        assertThat(answer.getInt("code")).isEqualTo(401);
    }

    @Test
    void moreThanTwentyQueriesASecondAreRefusedAfterABurst() {
        // Given
        var request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + ON_TIME))
                .header("token", neighbours.token(Neighbours.APP, carol))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"fromAccount\":\"x\",\"toAccount\":\"y\",\"utcFromTime\":0,\"utcToTime\":1}"))
                .build();
        var http = HttpClient.newHttpClient();
        // When
        long start = System.nanoTime();
        var answers = IntStream.range(0, 400)
                .mapToObj(i -> http.sendAsync(request, HttpResponse.BodyHandlers.ofString(UTF_8)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
        long seconds = (System.nanoTime() - start) / 1_000_000_000L;
        // Then
        var refused = answers.stream()
                .filter(answer -> answer.body().contains("\"code\":429"))
                .toList();
        assertThat(answers).allMatch(answer -> answer.statusCode() == 200);
        assertThat(answers.size() - refused.size())
                .as("answered in %d seconds", seconds)
                .isBetween(50, (int) (50 + 20 * (seconds + 1)));
        assertThat(refused)
                .isNotEmpty()
                .allMatch(answer -> answer.headers().firstValue("Retry-After").isPresent());
    }

    private AcceptedMessage store(long ms, String from, String to) {
        long fromUuid = neighbours.uuid(Neighbours.APP, from);
        long toUuid = neighbours.uuid(Neighbours.APP, to);
        return log.send(MessageLog.messageAt(ms, fromUuid, "pc", toUuid)
                .setFrom(AccountRef.newBuilder().setUuid(fromUuid).setAccount(from))
                .setTo(AccountRef.newBuilder().setUuid(toUuid).setAccount(to))
                .setBizType("TEXT"));
    }

    private void awaitArchived(int messages, AcceptedMessage last) {
        long from = last.getFrom().getUuid();
        long to = last.getTo().getUuid();
        await().atMost(PATIENCE)
                .until(() -> count("SELECT count(*) FROM archive WHERE app = " + Neighbours.APP + " AND uuid_low = "
                                + Math.min(from, to) + " AND uuid_high = " + Math.max(from, to) + " AND week = "
                                + Sequence.timestampMs(last.getSequence()) / WEEK_MS)
                        >= messages);
    }

    private JsonPath query(String path, String caller, Map<String, ?> body) {
        var answer = answer(path, given().header("token", neighbours.token(Neighbours.APP, caller)), body);
        assertThat(answer.getInt("code")).as(answer.getString("message")).isEqualTo(200);
        assertThat(answer.getString("message")).isEqualTo("success");
        answer.setRootPath("data");
        return answer;
    }

    private JsonPath answer(String path, RequestSpecification caller, Map<String, ?> body) {
        var all = new HashMap<String, Object>(Map.of("fromAccount", carol, "toAccount", dave));
        all.putAll(body);
        return caller.contentType("application/json;charset=UTF-8")
                .urlEncodingEnabled(false)
                .body(all)
                .post(path)
                .then()
                .statusCode(200)
                .contentType("application/json;charset=UTF-8")
                .extract()
                .jsonPath();
    }

    private static Set<String> fields(JsonPath data) {
        data.setRootPath("");
        Set<String> fields = data.<String, Object>getMap("data").keySet();
        data.setRootPath("data");
        return fields;
    }

    private static String base64(AcceptedMessage message) {
        return java.util.Base64.getEncoder().encodeToString(message.getPayload().toByteArray());
    }
}
