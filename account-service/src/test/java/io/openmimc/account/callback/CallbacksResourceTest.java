package io.openmimc.account.callback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.*;

import io.agroal.api.AgroalDataSource;
import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.openmimc.account.TestApp;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.accounts.CallbackKind;
import io.openmimc.proto.accounts.CallbackSettings;
import io.openmimc.proto.accounts.CallbacksGrpc;
import io.openmimc.proto.accounts.SettingsRequest;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class CallbacksResourceTest {
    @GrpcClient("accounts")
    Channel channel;

    @Inject
    AgroalDataSource database;

    private TestApp app;

    @BeforeEach
    void anAppOfItsOwn() {
        app = TestApp.create();
    }

    private String path() {
        return "/api/admin/apps/" + app.id() + "/callbacks";
    }

    private ValidatableResponse put(Map<String, ?> fields) {
        return TestApp.operator().body(fields).put(path()).then();
    }

    private String rotate() {
        return TestApp.operator()
                .post(path() + "/secret")
                .then()
                .statusCode(200)
                .extract()
                .path("data.callbackSecret");
    }

    private CallbackSettings settings() {
        return CallbacksGrpc.newBlockingStub(channel)
                .settings(SettingsRequest.newBuilder().setAppId(app.number()).build());
    }

    @Test
    void anAppHasNoCallbacksUntilTheyAreSet() {
        // When
        ValidatableResponse shown = TestApp.operator().get(path()).then();
        // Then
        shown.statusCode(200)
                .body("data.appId", is(app.id()))
                .body("data.instantUrl", is(""))
                .body("data.offlineUrl", is(""))
                .body("data.kinds", contains("NORMAL_MSG", "OFFLINE_MSG", "NORMAL_TOPIC_MSG", "OFFLINE_TOPIC_MSG"))
                .body("data.timeoutSeconds", is(5))
                .body("data.hasSecret", is(false))
                .body("data", not(hasKey("callbackSecret")));
        assertThat(settings().getInstantUrl()).isEmpty();
        assertThat(settings().getSecretsList()).isEmpty();
    }

    @Test
    void kindThatANewerProcessHasSwitchedOnIsPassedOver() throws Exception {
        // Given
        put(Map.of("instantUrl", "https://a.example/hook", "kinds", List.of("NORMAL_MSG")));
        // When
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(
                        "UPDATE account.callbacks SET kinds = kinds || ' OF_THE_FUTURE' WHERE app_id = ?")) {
            statement.setLong(1, app.number());
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
        // Then
        assertThat(settings().getKindsList()).containsExactly(CallbackKind.NORMAL_MSG);
        TestApp.operator().get(path()).then().statusCode(200).body("data.kinds", contains("NORMAL_MSG"));
    }

    @Test
    void theFirstChangeMakesTheSecretAndLaterOnesLeaveWhatTheyDoNotName() {
        // When
        String secret = put(Map.of("instantUrl", "https://a.example/hook?x=1", "timeoutSeconds", 10))
                .statusCode(200)
                .body("data.hasSecret", is(true))
                .extract()
                .path("data.callbackSecret");
        put(Map.of("offlineUrl", "http://[2606:4700::1111]:8080/", "kinds", List.of("OFFLINE_MSG", "NORMAL_MSG")))
                .statusCode(200)
                .body("data.instantUrl", is("https://a.example/hook?x=1"))
                .body("data", not(hasKey("callbackSecret")));
        // Then
        CallbackSettings settings = settings();
        assertThat(settings.getInstantUrl()).isEqualTo("https://a.example/hook?x=1");
        assertThat(settings.getOfflineUrl()).isEqualTo("http://[2606:4700::1111]:8080/");
        assertThat(settings.getKindsList()).containsExactly(CallbackKind.OFFLINE_MSG, CallbackKind.NORMAL_MSG);
        assertThat(settings.getTimeoutMs()).isEqualTo(10_000);
        assertThat(settings.getSecretsList()).containsExactly(secret);
        assertThat(settings.getVersion()).isEqualTo(3);
        put(Map.of("instantUrl", "", "kinds", List.of())).statusCode(200).body("data.kinds", empty());
        assertThat(settings().getInstantUrl()).isEmpty();
    }

    @Test
    void whileRotatingTwoSecretsSign() {
        // Given
        String first = put(Map.of("instantUrl", "https://a.example")).extract().path("data.callbackSecret");
        // When
        String second = rotate();
        // Then
        assertThat(settings().getSecretsList()).containsExactly(second, first);
        TestApp.operator().get(path()).then().body("data.rotating", is(true));
        TestApp.operator().post(path() + "/secret").then().statusCode(409).body("code", is(409));
        TestApp.operator().delete(path() + "/secret/old").then().statusCode(200).body("data.rotating", is(false));
        assertThat(settings().getSecretsList()).containsExactly(second);
        String third = TestApp.operator()
                .body(Map.of("revokeOld", true))
                .post(path() + "/secret")
                .then()
                .extract()
                .path("data.callbackSecret");
        assertThat(settings().getSecretsList()).containsExactly(third);
    }

    @Test
    void theSecretIsEncryptedAtRest() throws Exception {
        // When
        String secret = put(Map.of("instantUrl", "https://a.example")).extract().path("data.callbackSecret");
        // Then
        try (var connection = database.getConnection();
                var rows = connection
                        .createStatement()
                        .executeQuery("SELECT secret FROM account.callbacks WHERE app_id = " + app.id())) {
            assertThat(rows.next()).isTrue();
            assertThat(new String(rows.getBytes(1), StandardCharsets.ISO_8859_1))
                    .doesNotContain(secret);
        }
    }

    @Test
    void aDeletedAppHasNone() {
        // When
        put(Map.of("instantUrl", "https://a.example")).statusCode(200);
        TestApp.operator().delete("/api/admin/apps/" + app.id()).then().statusCode(200);
        // Then
        TestApp.operator().get(path()).then().statusCode(404);
        put(Map.of()).statusCode(404);
        assertThatThrownBy(this::settings).isInstanceOfSatisfying(StatusRuntimeException.class, e -> assertThat(
                        e.getStatus().getCode())
                .isEqualTo(Status.Code.NOT_FOUND));
    }

    @Test
    void onlyOperatorsGetIn() {
        given().get(path()).then().statusCode(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"instantUrl\":\"ftp://a\"}|instantUrl: must begin with http:// or https://",
                "{\"instantUrl\":\"a.example\"}|instantUrl: must begin with http:// or https://",
                "{\"offlineUrl\":\"https://u:p@a.example\"}|offlineUrl: must have no user and password",
                "{\"offlineUrl\":\"https://a.example/#x\"}|offlineUrl: must have no fragment",
                "{\"offlineUrl\":\"https:///x\"}|offlineUrl: must be as https://example.com:8443/path",
                "{\"offlineUrl\":\"https://a.example/a b\"}|offlineUrl: is no URL: Illegal character in path",
                "{\"offlineUrl\":\"https://a_b:99999/x\"}|offlineUrl: must be as https://example.com:8443/path",
                "{\"instantUrl\":\"http://127.0.0.1:8080/x\"}|instantUrl: callbacks to this address are not allowed",
                "{\"offlineUrl\":\"http://168.63.129.16/\"}|offlineUrl: callbacks to this address are not allowed",
                "{\"offlineUrl\":\"http://[::ffff:0:10.0.0.1]/\"}|offlineUrl: callbacks to this address are not allowed",
                "{\"offlineUrl\":\"http://[5f00::1]/\"}|offlineUrl: callbacks to this address are not allowed",
                "{\"offlineUrl\":\"https://localhost/\"}|offlineUrl: callbacks to this address are not allowed",
                "{\"offlineUrl\":\"https://2130706433/\"}|offlineUrl: callbacks to this address are not allowed",
                "{\"offlineUrl\":\"https://0x7f.1/\"}|offlineUrl: must be as https://example.com:8443/path",
                "{\"offlineUrl\":\"https://0177.0.0.1/\"}|offlineUrl: callbacks to this address are not allowed",
                "{\"instantUrl\":\"https://例.example/\"}|instantUrl: must be ASCII, other characters percent-encoded",
                "{\"instantUrl\":7}|instantUrl: must be a string",
                "{\"kinds\":[\"SOME\"]}|kinds: each must be one of NORMAL_MSG, OFFLINE_MSG, NORMAL_TOPIC_MSG, OFFLINE_TOPIC_MSG",
                "{\"kinds\":[\"NORMAL_MSG\",\"NORMAL_MSG\"]}|kinds: has one twice",
                "{\"timeoutSeconds\":0}|timeoutSeconds: must be 1 to 10",
                "{\"timeoutSeconds\":11}|timeoutSeconds: must be 1 to 10",
            })
    void aWrongFieldIsNamedAndNothingIsChanged(String body, String message) {
        // When
        ValidatableResponse answer = TestApp.operator().body(body).put(path()).then();
        // Then
        answer.statusCode(400).body("code", is(400)).body("message", is(message));
        TestApp.operator().get(path()).then().body("data.hasSecret", is(false));
    }

    @Test
    void aUrlIsOfBoundedLength() {
        put(Map.of("instantUrl", "https://a.example/" + "x".repeat(2_030))).statusCode(200);
        put(Map.of("instantUrl", "https://a.example/" + "x".repeat(2_031)))
                .statusCode(400)
                .body("message", is("instantUrl: longer than 2048 characters"));
    }
}
