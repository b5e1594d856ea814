package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.openmimc.sdk.LoginToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The public paths on their one address, with what should not be sent to them. docs/rest-api.md. */
@ExtendWith(CloudExtension.class)
class RestTest {
    private static final String JSON = "application/json;charset=UTF-8";

    private final Cloud cloud;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String alice = Cloud.account("alice");
    private final String bob = Cloud.account("bob");

    RestTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            /api/account/token          | {APP,"appAccount":"a b 🐼"}                                        | 200 |
            /api/account/token/         | {"appId":ID,"appKey":"KEY","appSecret":"SECRET","appAccount":"x"} | 200 |
            //api/account/token         | {APP,"appAccount":"x","unknown":[1]}                              | 200 |
            /api/account/token          | {"appId":"ID","appKey":"KEY","appSecret":"no","appAccount":"x"}   | 401 |
            /api/account/token          | {"appId":"5","appKey":"KEY","appSecret":"no","appAccount":"x"}    | 401 |
            /api/account/token          | {"appId":                                                         | 400 |
            /api/account/token          | {APP}                                                             | 400 | appAccount
            /api/account/token          | {APP,"appAccount":""}                                             | 400 | appAccount
            /api/account/token          | {APP,"appAccount":7}                                              | 400 | appAccount
            /api/account/token          | {APP,"appAccount":"tab\\there"}                                   | 400 | appAccount
            /api/account/token          | {APP,"appAccount":"LONG"}                                         | 400 | appAccount
            /api/account/token          | {"appId":"many","appKey":"KEY","appSecret":"SECRET"}              | 400 | appId
            /api/push/p2p/              | {APP,FROM,"toAccount":"x","msg":"hi","msgType":""}                | 200 |
            /api/push/p2p               | {APP,FROM,"toAccount":"x","msg":"aGk=","msgType":"base64"}        | 200 |
            /api/push/p2p/              | {APP,FROM,"toAccount":"x","msg":"aGk=","msgType":"hex"}           | 400 | msgType
            /api/push/p2p/              | {APP,FROM,"toAccount":"x","msg":"*aGk","msgType":"base64"}        | 400 | msg
            /api/push/p2p/              | {APP,FROM,"toAccount":"x","msg":"","msgType":""}                  | 400 | msg
            /api/push/p2p/              | {APP,FROM,"msg":"hi","msgType":""}                                | 400 | toAccount
            /api/push/p2p/              | {APP,FROM,"toAccount":"x","msg":"LARGE","msgType":""}             | 413 |
            /api/push/p2p/              | {"appId":"ID","appKey":"KEY","appSecret":"no",FROM,"toAccount":"x","msg":"hi"} | 401 |
            /api/push/p2p/more          | {APP,FROM,"toAccounts":["x","y"],"msg":"hi","msgType":""}         | 200 |
            /api/push/p2p/more          | {APP,FROM,"toAccounts":[],"msg":"hi","msgType":""}                | 400 | toAccounts
            /api/msg/p2p/query/         | {"appId":"ID","fromAccount":"ALICE","toAccount":"BOB","utcFromTime":"1","utcToTime":"2"}         | 200 |
            //api/msg/p2p/queryOnTime   | {"fromAccount":"ALICE","toAccount":"BOB","utcFromTime":"1","utcToTime":"2","bizType":null}       | 200 |
            /api/msg/p2p/query/         | {"appId":"ID","fromAccount":"ALICE","toAccount":"BOB","utcFromTime":1,"utcToTime":90000000}      | 400 |
            /api/msg/p2p/query/         | {"appId":"ID","fromAccount":"carol","toAccount":"BOB","utcFromTime":1,"utcToTime":2}             | 403 |
            /api/msg/p2p/query/         | {"appId":"ID","fromAccount":"ALICE","toAccount":"BOB","utcFromTime":"now","utcToTime":2}         | 400 | utcFromTime
            /api/msg/p2p/queryOnCount/  | {"appId":"ID","fromAccount":"ALICE","toAccount":"BOB","utcToTime":2,"count":201}                 | 400 | count
            """)
    void anEndpointAnswersWithItsVerdictInTheCode(String path, String body, int code, String field) throws Exception {
        HttpResponse<String> answer = post(path, expand(body), JSON);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode envelope = JsonMapper.builder().build().readTree(answer.body());
        assertThat(envelope.path("code").asInt()).as(answer.body()).isEqualTo(code);
        assertThat(envelope.has("data")).isTrue();
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(JSON);
        if (code == 200) {
            assertThat(envelope.path("message").asText()).isEqualTo("success");
        } else {
            assertThat(envelope.path("message").asText()).contains(field == null ? "" : field);
        }
    }

    @Test
    void whereNoEndpointIsReachedTheStatusSaysSo() throws Exception {
        assertEnvelope(post("/api/no/such/path", "{}", JSON), 404);
        assertEnvelope(post("/api/account/token", "{}", "text/plain"), 415);
        assertEnvelope(post("/api/account/token", "{\"x\":\"" + "x".repeat(70_000) + "\"}", JSON), 413);
        HttpRequest put = HttpRequest.newBuilder(cloud.api().resolve("/api/account/token"))
                .PUT(BodyPublishers.noBody())
                .build();
        assertEnvelope(http.send(put, BodyHandlers.ofString()), 405);
    }

    @Test
    void groupsAnswerOnThePublicPaths() throws Exception {
        String root = "/api/topic/" + cloud.app().appId();
        JsonNode created =
                envelope(topic("POST", "/" + root + "/", "{\"topicName\":\"g\",\"accounts\":\"" + bob + "\"}"));
        assertThat(created.path("code").asInt()).isEqualTo(200);
        JsonNode info = created.path("data").path("topicInfo");
        assertThat(info.path("topicId").isTextual()).isTrue();
        assertThat(info.path("ownerAccount").asText()).isEqualTo(alice);
        assertThat(created.path("data").path("members")).hasSize(2);
        String one = root + "/" + info.path("topicId").asText();
        assertThat(topic("GET", one, "").body()).contains("\"code\":200");
        assertThat(topic("PUT", one, "{\"bulletin\":\"hi\"}").body()).contains("\"bulletin\":\"hi\"");
        assertThat(topic("PUT", one, "{\"topicName\":\"\"}").body()).contains("\"code\":400", "topicName");
        assertThat(topic("DELETE", one + "/account", "").body())
                .isEqualTo("{\"code\":500,\"message\":\"quit topic fail\",\"data\":null}");
        assertThat(envelope(topic("DELETE", one + "/accounts?accounts=" + bob + ",nobody", ""))
                        .path("data")
                        .path("members"))
                .hasSize(1);
        assertThat(topic("DELETE", one, "").body()).isEqualTo("{\"code\":200,\"message\":\"success！\",\"data\":null}");
        assertThat(topic("GET", one, "").body()).contains("\"code\":404");
        assertEnvelope(topic("PATCH", one, "{}"), 405);
    }

    @Test
    void aBrowserOfAnotherOriginIsLetIn() throws Exception {
        HttpRequest preflight = HttpRequest.newBuilder(cloud.api().resolve("/api/account/token"))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://chat.example.com")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,token")
                .build();
        HttpResponse<String> answer = http.send(preflight, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isBetween(200, 299);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isPresent();
        assertThat(answer.headers()
                        .firstValue("Access-Control-Allow-Headers")
                        .orElse("")
                        .toLowerCase())
                .contains("token");
    }

    @Test
    void aWrongTokenReadsNoHistory() throws Exception {
        String body = expand("{\"appId\":\"ID\",\"fromAccount\":\"ALICE\",\"toAccount\":\"BOB\","
                + "\"utcFromTime\":1,\"utcToTime\":2}");
        HttpRequest request = HttpRequest.newBuilder(cloud.api().resolve("/api/msg/p2p/query/"))
                .header("Content-Type", JSON)
                .header("token", "eyJhbGciOiJub25lIn0.e30.")
                .POST(BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).body()).contains("\"code\":401");
    }

    @Test
    void theSdksListOfUnlimitedGroupsIsEmpty() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(cloud.api().resolve("/api/uctopic/topics/"))
                .header("token", token().token())
                .build();
        assertThat(http.send(request, BodyHandlers.ofString()).body())
                .contains("\"code\":200")
                .contains("\"data\":[]");
    }

    private HttpResponse<String> post(String path, String body, String type) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(cloud.api() + path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body));
        if (path.contains("/msg/")) {
            request.header("token", token().token());
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> topic(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(cloud.api() + path))
                .header("Content-Type", JSON)
                .header("token", token().token())
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static JsonNode envelope(HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.builder().build().readTree(answer.body());
    }

    private LoginToken token() {
        return Cloud.get(cloud.rest().token(cloud.app(), alice));
    }

    private String expand(String body) {
        return body.replace("APP", "\"appId\":\"ID\",\"appKey\":\"KEY\",\"appSecret\":\"SECRET\"")
                .replace("FROM", "\"fromAccount\":\"ALICE\",\"fromResource\":\"server\"")
                .replace("\"ID\"", "\"" + cloud.app().appId() + "\"")
                .replace(":ID", ":" + cloud.app().appId())
                .replace("KEY", cloud.app().appKey())
                .replace("SECRET", cloud.app().appSecret())
                .replace("ALICE", alice)
                .replace("BOB", bob)
                .replace("LONG", "x".repeat(10_000))
                .replace("LARGE", "x".repeat(15_361));
    }

    private static void assertEnvelope(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body())
                .contains("\"code\":" + status)
                .contains("\"message\":")
                .contains("\"data\":null");
    }
}
