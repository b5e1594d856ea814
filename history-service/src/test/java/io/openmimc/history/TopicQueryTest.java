package io.openmimc.history;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.LocalStack;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountRef;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "redis,kafka,cassandra"))
@WithTestResource(Neighbours.class)
class TopicQueryTest extends HistoryFixture {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long WEEK_MS = 7L * 24 * 3600 * 1000;

    private final String carol = "carol 群 " + NUMBER.incrementAndGet();
    private final long now = System.currentTimeMillis();

    @ParameterizedTest
    @ValueSource(strings = {"query/", "query", "queryOnTime", "queryOnTime/"})
    void aMemberReadsWhatWasSaidWithinATime(String call) {
        // Given
        long topic = topic(Neighbours.APP, carol);
        store(topic, now - 5_000);
        var first = store(topic, now - 4_000);
        var second = store(topic, now - 3_000);
        store(topic, now - 2_000);
        awaitArchived(topic, 4);
        // When
        var data = query(call, topic, Map.of("utcFromTime", now - 4_000, "utcToTime", now - 2_000));
        // Then
        assertThat(data.getString("appId")).isEqualTo(Long.toString(Neighbours.APP));
        assertThat(data.getString("topicId")).isEqualTo(Long.toString(topic));
        assertThat(data.getInt("row")).isEqualTo(2);
        assertThat(data.<Object>getList("messages.sequence"))
                .containsExactly(Long.toString(first.getSequence()), Long.toString(second.getSequence()));
        assertThat(data.<Object>getList("messages.ts")).containsExactly(now - 4_000, now - 3_000);
        assertThat(data.<Object>getList("messages.fromAccount")).containsOnly("sender");
        assertThat(data.<Object>getList("messages.payload")).containsExactly(base64(first), base64(second));
        assertThat(data.<String, Object>getMap("messages[0]"))
                .containsOnlyKeys("sequence", "payload", "ts", "fromAccount", "bizType");
    }

    @Test
    void countWalksBackOverWeeks() {
        // Given
        long topic = topic(Neighbours.APP, carol);
        for (int week = 4; week >= 1; week--) {
            store(topic, now - week * WEEK_MS);
        }
        awaitArchived(topic, 4);
        // When
        var data = query("queryOnCount/", topic, Map.of("utcToTime", now, "count", "3"));
        // Then
        assertThat(data.<Object>getList("messages.ts"))
                .containsExactly(now - 3 * WEEK_MS, now - 2 * WEEK_MS, now - WEEK_MS);
        assertThat(data.getLong("timestamp")).isEqualTo(now - 3 * WEEK_MS);
    }

    @Test
    void sequencesBoundARange() {
        // Given
        long topic = topic(Neighbours.APP, carol);
        List<AcceptedMessage> sent = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            sent.add(store(topic, now - 5_000 + i));
        }
        awaitArchived(topic, 4);
        // When
        var data = query(
                "queryOnSequence",
                topic,
                Map.of(
                        "startSeq", sent.get(1).getSequence(),
                        "stopSeq", Long.toString(sent.get(3).getSequence())));
        // Then
        assertThat(data.<Object>getList("messages.ts")).containsExactly(now - 4_999, now - 4_998);
        assertThat(data.getLong("timestamp")).isEqualTo(now - 4_999);
    }

    @Test
    void onlyMembersRead() {
        // Given
        long topic = topic(Neighbours.APP, "somebody else");
        neighbours.uuid(Neighbours.APP, carol);
        // Then
        assertThat(code("query", topic, carol, range())).isEqualTo(403);
        assertThat(code("queryOnCount", topic, carol, Map.of("utcToTime", now, "count", 1)))
                .isEqualTo(403);
        assertThat(code("queryOnSequence", topic, carol, Map.of("startSeq", 1, "stopSeq", 2)))
                .isEqualTo(403);
    }

    @Test
    void whoWasRemovedReadsNoMore() {
        // Given
        long topic = topic(Neighbours.APP, carol);
        assertThat(code("query", topic, carol, range())).isEqualTo(200);
        // When
        neighbours.topics().leave(topic, neighbours.uuid(Neighbours.APP, carol));
        // Then
        assertThat(code("query", topic, carol, range())).isEqualTo(403);
    }

    @Test
    void anotherAppsTopicIsNotThere() {
        // Given
        long topic = topic(Neighbours.OTHER_APP, carol);
        // Then
        assertThat(code("query", topic, carol, range())).isEqualTo(404);
        assertThat(code("query", 404, carol, range())).isEqualTo(404);
    }

    @Test
    void aNewMemberReadsWhatWasSaidBeforeUnlessTheAppHidesIt() {
        // Given
        long open = topic(Neighbours.APP, "founder");
        long discreet = topic(Neighbours.DISCREET_APP, "founder");
        for (long topic : List.of(open, discreet)) {
            long app = topic == open ? Neighbours.APP : Neighbours.DISCREET_APP;
            store(app, topic, now - 3_000);
            store(app, topic, now - 1_000);
            neighbours.topics().join(topic, neighbours.uuid(app, carol), now - 2_000);
            awaitArchived(app, topic, 2);
        }
        // When
        var all = answer("query", open, tokenOf(Neighbours.APP), range());
        var later = answer("query", discreet, tokenOf(Neighbours.DISCREET_APP), range());
        var last = answer(
                "queryOnCount", discreet, tokenOf(Neighbours.DISCREET_APP), Map.of("utcToTime", now, "count", 200));
        // Then
        assertThat(all.<Object>getList("data.messages.ts")).containsExactly(now - 3_000, now - 1_000);
        assertThat(later.<Object>getList("data.messages.ts")).containsExactly(now - 1_000);
        assertThat(last.<Object>getList("data.messages.ts")).containsExactly(now - 1_000);
    }

    @Test
    void anAppsServerReadsInTheNameOfAMember() {
        // Given
        long topic = topic(Neighbours.APP, carol);
        var headers = given().header("appKey", Neighbours.APP_KEY)
                .header("appSecret", Neighbours.APP_SECRET)
                .header("appAccountEncode", "base64")
                .header(
                        "appAccount",
                        Base64.getEncoder().encodeToString(carol.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        var body = new HashMap<String, Object>(range());
        body.put("appId", Neighbours.APP);
        // Then
        assertThat(answer("query", topic, headers, body).getInt("code")).isEqualTo(200);
    }

    @Test
    void messagesOfAnotherTopicAndThoseNotToBeStoredAreNotThere() {
        // Given
        long topic = topic(Neighbours.APP, carol);
        long other = topic(Neighbours.APP, carol);
        log.send(message(Neighbours.APP, topic, now - 3_000).setIsStore(false));
        store(other, now - 2_000);
        var kept = store(topic, now - 1_000);
        awaitArchived(topic, 1);
        awaitArchived(other, 1);
        // When
        var data = query("query", topic, range());
        // Then
        assertThat(data.<Object>getList("messages.sequence")).containsExactly(Long.toString(kept.getSequence()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    query | {"utcFromTime":1,"utcToTime":2,"topicId":null} | topicId
                    query | {"utcFromTime":1,"utcToTime":2,"topicId":"x"} | topicId
                    query | {"utcFromTime":1,"utcToTime":2,"topicId":-5} | topicId
                    query | {"utcFromTime":1,"utcToTime":2,"account":null} | account
                    query | {"utcFromTime":1,"utcToTime":2,"account":7} | account
                    query | {"utcFromTime":1} | utcToTime
                    query | {"utcFromTime":2,"utcToTime":1} | utcFromTime
                    query | {"utcFromTime":1,"utcToTime":86400002} | utcToTime
                    queryOnCount | {"utcToTime":1} | count
                    queryOnCount | {"utcToTime":1,"count":0} | count
                    queryOnCount | {"utcToTime":1,"count":201} | count
                    queryOnSequence | {"startSeq":1} | stopSeq
                    queryOnSequence | {"startSeq":2,"stopSeq":1} | startSeq
                    """)
    void badInputIsRefusedByName(String call, String json, String field) {
        // Given
        long topic = topic(Neighbours.APP, carol);
        var body = new HashMap<String, Object>(new JsonPath(json).getMap(""));
        // When
        var answer = answer(call, topic, tokenOf(Neighbours.APP), body);
        // Then
        assertThat(answer.getInt("code")).isEqualTo(400);
        assertThat(answer.getString("message")).startsWith(field + ":");
    }

    @Test
    void theAccountMustBeTheCallers() {
        // Given
        long topic = topic(Neighbours.APP, carol);
        var body = new HashMap<String, Object>(range());
        body.put("account", "founder");
        // Then
        assertThat(answer("query", topic, tokenOf(Neighbours.APP), body).getInt("code"))
                .isEqualTo(403);
    }

    private Map<String, Object> range() {
        return Map.of("utcFromTime", now - 10_000, "utcToTime", now);
    }

    private long topic(long app, String account) {
        return neighbours.topics().create(app, neighbours.uuid(app, account));
    }

    private AcceptedMessage store(long topic, long ms) {
        return store(Neighbours.APP, topic, ms);
    }

    private AcceptedMessage store(long app, long topic, long ms) {
        return log.send(message(app, topic, ms));
    }

    private AcceptedMessage.Builder message(long app, long topic, long ms) {
        var template = MessageLog.messageAt(ms, alice, "pc", bob);
        return MessageLog.toTopic(alice, "pc", topic)
                .setSequence(template.getSequence())
                .setTimestamp(ms)
                .setAppId(app)
                .setFrom(AccountRef.newBuilder().setUuid(alice).setAccount("sender"))
                .setBizType("TEXT");
    }

    private void awaitArchived(long topic, int messages) {
        awaitArchived(Neighbours.APP, topic, messages);
    }

    private void awaitArchived(long app, long topic, int messages) {
        String weeks = "" + (now / WEEK_MS);
        for (int back = 1; back <= 5; back++) {
            weeks += ", " + (now / WEEK_MS - back);
        }
        String count = "SELECT count(*) FROM topic_archive WHERE app = " + app + " AND topic = " + topic
                + " AND week IN (" + weeks + ")";
        await().atMost(ofSeconds(30)).until(() -> count(count) >= messages);
    }

    private RequestSpecification tokenOf(long app) {
        return given().header("token", neighbours.token(app, carol));
    }

    private int code(String call, long topic, String caller, Map<String, ?> body) {
        return answer(call, topic, given().header("token", neighbours.token(Neighbours.APP, caller)), body)
                .getInt("code");
    }

    private JsonPath query(String call, long topic, Map<String, ?> body) {
        var answer = answer(call, topic, tokenOf(Neighbours.APP), body);
        assertThat(answer.getInt("code")).as(answer.getString("message")).isEqualTo(200);
        answer.setRootPath("data");
        return answer;
    }

    private JsonPath answer(String call, long topic, RequestSpecification caller, Map<String, ?> body) {
        var all = new HashMap<String, Object>(Map.of("account", carol, "topicId", Long.toString(topic)));
        all.putAll(body);
        return caller.contentType("application/json;charset=UTF-8")
                .body(all)
                .post("/api/msg/p2t/" + call)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    private static String base64(AcceptedMessage message) {
        return Base64.getEncoder().encodeToString(message.getPayload().toByteArray());
    }
}
