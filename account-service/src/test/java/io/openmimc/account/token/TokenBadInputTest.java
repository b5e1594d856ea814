package io.openmimc.account.token;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.*;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.openmimc.account.TestApp;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.*;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.*;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class TokenBadInputTest {
    private static final String WRONG = "wrong appId, appKey or appSecret";

    private static Response post(String body) {
        return given().contentType("application/json").body(body).post("/api/account/token");
    }

    private static void refused(Response answer, int code, String message) {
        answer.then()
                .statusCode(200)
                .contentType("application/json;charset=UTF-8")
                .body("code", is(code))
                .body("message", is(message))
                .body("$", hasKey("data"))
                .body("data", nullValue())
                .header("Access-Control-Allow-Origin", "*");
    }

    @Test
    void aWrongSecretAWrongKeyAndAnUnknownAppLookTheSame() {
        // Given
        TestApp app = TestApp.create();
        // When
        Response secret = new TestApp(app.id(), app.key(), "wrong").token("alice");
        Response key = new TestApp(app.id(), "wrong", app.secret()).token("alice");
        Response unknown = new TestApp("2882303761517669588", app.key(), app.secret()).token("alice");
        // Then
        refused(secret, 401, WRONG);
        refused(key, 401, WRONG);
        refused(unknown, 401, WRONG);
        assertThat(secret.asString()).isEqualTo(unknown.asString()).isEqualTo(key.asString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"appId\":",
                "{",
                "nonsense",
                "{\"appId\":1,}",
                "{} {}",
                "{\"appId\":1e400}",
                "{\"appId\":\"1\u0000"
            })
    void badJsonIsRefused(String body) {
        // When
        Response answer = post(body);
        // Then
        answer.then().statusCode(200).body("code", is(400)).body("data", nullValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[]|body: must be a JSON object",
                "7|body: must be a JSON object",
                "null|body: missing, a JSON object is expected",
                "{}|appId: missing",
                "{\"appId\":1,\"appId\":1}|appId: comes twice",
                "{\"x\":1,\"x\":2}|x: comes twice",
                "{\"appId\":1,\"x\":{\"y\":1,\"y\":1}}|y: comes twice",
                "{\"appId\":null}|appId: missing",
                "{\"appId\":\"\"}|appId: must be a 64-bit integer",
                "{\"appId\":\"abc\"}|appId: must be a 64-bit integer",
                "{\"appId\":1.5}|appId: must be a 64-bit integer",
                "{\"appId\":true}|appId: must be a 64-bit integer",
                "{\"appId\":{}}|appId: must be a 64-bit integer",
                "{\"appId\":9223372036854775808}|appId: must be a 64-bit integer",
                "{\"appId\":-1,\"appKey\":\"k\"}|appId: must be a positive 64-bit integer",
                "{\"appId\":1}|appKey: missing",
                "{\"appId\":1,\"appKey\":5}|appKey: must be a string",
                "{\"appId\":1,\"appKey\":[]}|appKey: must be a string",
                "{\"appId\":1,\"appKey\":\"k\"}|appSecret: missing",
                "{\"appId\":1,\"appKey\":\"k\",\"appSecret\":\"\"}|appSecret: missing",
                "{\"appId\":1,\"appKey\":\"k\",\"appSecret\":\"s\"}|appAccount: missing",
                "{\"appId\":1,\"appKey\":\"k\",\"appSecret\":\"s\",\"appAccount\":\"\"}|appAccount: missing",
                "{\"appId\":1,\"appKey\":\"k\",\"appSecret\":\"s\",\"appAccount\":{\"a\":1}}|appAccount: must be a string",
                "{\"appId\":1,\"appKey\":\"k\",\"appSecret\":\"s\",\"appAccount\":12}|appAccount: must be a string",
            })
    void aMissingOrWrongFieldIsNamed(String body, String message) {
        // When
        Response answer = post(body);
        // Then
        refused(answer, 400, message);
    }

    @Test
    void anEmptyBodyIsRefused() {
        // When
        Response answer = given().contentType("application/json").post("/api/account/token");
        // Then
        refused(answer, 400, "body: missing, a JSON object is expected");
    }

    @Test
    void overlongFieldsAreNamed() {
        // Given
        TestApp app = TestApp.create();
        // When
        Response key = new TestApp(app.id(), "k".repeat(257), app.secret()).token("alice");
        Response secret = new TestApp(app.id(), app.key(), "s".repeat(10_000)).token("alice");
        Response account = app.token("a".repeat(10_000));
        Response emoji = app.token("😀".repeat(129));
        // Then
        refused(key, 400, "appKey: longer than 256 characters");
        refused(secret, 400, "appSecret: longer than 256 characters");
        refused(account, 400, "appAccount: longer than 128 characters");
        refused(emoji, 400, "appAccount: longer than 128 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "two words",
                " ",
                " leading and trailing ",
                "😀👩‍👩‍👧‍👦",
                "中文 用户",
                "a/b?c=d&e#f%",
                "'; DROP TABLE apps; --",
                "{}"
            })
    void anAccountMayBeAnyUnicode(String account) {
        // Given
        TestApp app = TestApp.create();
        // When
        Response answer = app.token(account);
        // Then
        answer.then().statusCode(200).body("code", is(200)).body("data.appAccount", is(account));
        assertThat(app.token(account).jsonPath().getString("data.miUserId"))
                .isEqualTo(answer.jsonPath().getString("data.miUserId"));
    }

    @Test
    void the128thCharacterIsStillAllowed() {
        // Given
        TestApp app = TestApp.create();
        // When
        Response answer = app.token("😀".repeat(128));
        // Then
        answer.then().body("code", is(200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\nb", "\\t", "a\\u007f", "a\\u0085"})
    void controlCharactersAreRefused(String account) {
        // Given
        TestApp app = TestApp.create();
        // When
        Response answer = post("{\"appId\":" + app.id() + ",\"appKey\":\"" + app.key() + "\",\"appSecret\":\""
                + app.secret() + "\",\"appAccount\":\"" + account + "\"}");
        // Then
        refused(answer, 400, "appAccount: has a control character");
    }

    @Test
    void halfOfASurrogatePairIsRefused() {
        // Given
        TestApp app = TestApp.create();
        // When
        Response answer = post("{\"appId\":" + app.id() + ",\"appKey\":\"" + app.key() + "\",\"appSecret\":\""
                + app.secret() + "\",\"appAccount\":\"a\\ud83d\"}");
        // Then
        refused(answer, 400, "appAccount: is not well-formed Unicode");
    }

    @Test
    void anIdBeyond2To53ComesAsStringOrNumber() {
        // Given
        TestApp app = TestApp.create();
        assertThat(app.number()).isGreaterThan(1L << 53);
        // When
        Response number =
                post("{\"appId\":" + app.id() + ",\"appKey\":\"" + app.key() + "\",\"appSecret\":\"" + app.secret()
                        + "\",\"appAccount\":\"alice\",\"regionKey\":\"REGION_CN\",\"more\":{\"un\":[\"known\"]}}");
        Response text = app.token("alice");
        // Then
        number.then().body("code", is(200)).body("data.appId", is(app.id()));
        text.then().body("code", is(200)).body("data.appId", is(app.id()));
    }

    @Test
    void aBodyOver64KibIsRefusedUnread() {
        // When
        Response answer = post("{\"appAccount\":\"" + "a".repeat(65_536) + "\"}");
        // Then
        answer.then()
                .statusCode(413)
                .contentType("application/json;charset=UTF-8")
                .body("code", is(413))
                .body("data", nullValue())
                .header("Access-Control-Allow-Origin", "*");
    }

    @Test
    void aChunkedBodyOver64KibIsRefusedToo() throws IOException {
        // Given
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        // When
        String answer;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/account/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            byte[] chunk = ("2000\r\n" + " ".repeat(8192) + "\r\n").getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 9; i++) {
                out.write(chunk);
            }
            out.flush();
            answer = upTo(socket, "\"data\":null}");
        }
        // Then
        assertThat(answer).startsWith("HTTP/1.1 413").contains("\"code\":413", "\"data\":null");
    }

    @Test
    void aChunkedBodyWithinTheLimitIsRead() throws IOException {
        // Given
        TestApp app = TestApp.create();
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        String body = new ObjectMapper().writeValueAsString(app.tokenBody("alice"));
        // When
        String answer;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST //api/account/token/ HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (String part : List.of(body.substring(0, 10), body.substring(10))) {
                out.write((Integer.toHexString(part.length()) + "\r\n" + part + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        // Then
        assertThat(answer).startsWith("HTTP/1.1 200").contains("\"code\":200");
    }

    @Test
    void anOfferOfHttp2IsPassedOver() throws IOException {
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET /api/account/keys HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\n"
                                    + "HTTP2-Settings: AAEAAEAA\r\nConnection: Upgrade, HTTP2-Settings\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(upTo(socket, "\"keys\"")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void aClientOfHttp10IsAnswered() throws IOException {
        // Given
        TestApp app = TestApp.create();
        int port = ConfigProvider.getConfig().getValue("quarkus.http.test-port", Integer.class);
        String body = new ObjectMapper().writeValueAsString(app.tokenBody("alice"));
        // When
        String answer;
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/account/token HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: "
                            + body.length() + "\r\n\r\n" + body)
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
        // Then
        assertThat(answer).contains(" 200 OK").contains("\"code\":200");
    }

    @Test
    void anotherMediaTypeIsRefused() {
        // When
        Response answer = given().contentType("application/x-www-form-urlencoded")
                .body("appId=1")
                .post("/api/account/token");
        // Then
        answer.then()
                .statusCode(415)
                .contentType("application/json;charset=UTF-8")
                .body("code", is(415))
                .body("data", nullValue());
    }

    @Test
    void anUnknownPathAndAWrongMethodGetAnEnvelope() {
        // When
        Response path = given().get("/api/account/nothing");
        Response elsewhere = given().get("/nothing");
        Response method = given().put("/api/account/token");
        // Then
        path.then()
                .statusCode(404)
                .body("code", is(404))
                .body("message", is("no such path"))
                .body("data", nullValue());
        elsewhere.then().statusCode(404).body("code", is(404));
        method.then().statusCode(405).body("code", is(405)).body("data", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//api/account/token", "/api/account/token/", "//api/account/token/", "///api/account/token//"})
    void doubledAndTrailingSlashesAreTolerated(String path) {
        // Given
        TestApp app = TestApp.create();
        // When
        Response answer = given().urlEncodingEnabled(false)
                .contentType(ContentType.JSON)
                .body(app.tokenBody("alice"))
                .post(path);
        // Then
        answer.then().statusCode(200).body("code", is(200)).header("Access-Control-Allow-Origin", "*");
    }

    @Test
    void aPreflightWithEveryHeaderIsAllowed() {
        // When
        Response answer = given().header("Origin", "https://chat.example.com")
                .header("Access-Control-Request-Method", "POST")
                .header(
                        "Access-Control-Request-Headers",
                        "content-type,accept,token,topicid,appid,appkey,appsecret,appaccount,appaccountencode")
                .options("/api/account/token");
        // Then
        answer.then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "*")
                .header("Access-Control-Allow-Methods", "GET,POST,PUT,DELETE,OPTIONS")
                .header("Access-Control-Max-Age", "86400");
        assertThat(Arrays.stream(answer.header("Access-Control-Allow-Headers")
                        .toLowerCase(Locale.ROOT)
                        .split(",")))
                .contains(
                        "content-type",
                        "accept",
                        "token",
                        "topicid",
                        "appid",
                        "appkey",
                        "appsecret",
                        "appaccount",
                        "appaccountencode");
    }

    private static String upTo(Socket socket, String end) throws IOException {
        StringBuilder answer = new StringBuilder();
        InputStream in = socket.getInputStream();
        for (int c = in.read(); c >= 0; c = in.read()) {
            answer.append((char) c);
            if (answer.indexOf(end) >= 0) {
                break;
            }
        }
        return answer.toString();
    }
}
