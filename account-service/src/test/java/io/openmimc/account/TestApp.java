package io.openmimc.account;

import static io.restassured.RestAssured.given;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.HashMap;
import java.util.Map;

/** An app made over the admin API, and the calls that its operator and its server make. */
public record TestApp(String id, String key, String secret) {
    public static final String ADMIN_TOKEN = "openmimc-admin-token-that-must-be-changed";

    public static TestApp create() {
        return create(Map.of());
    }

    public static TestApp create(Map<String, Object> extra) {
        Map<String, Object> body = new HashMap<>(Map.of("name", "A test", "package", "com.example.test"));
        body.putAll(extra);
        JsonPath created = operator()
                .body(body)
                .post("/api/admin/apps")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        return new TestApp(
                created.getString("data.appId"), created.getString("data.appKey"), created.getString("data.appSecret"));
    }

    public static RequestSpecification operator() {
        return given().contentType(ContentType.JSON).header("Authorization", "Bearer " + ADMIN_TOKEN);
    }

    public long number() {
        return Long.parseLong(id);
    }

    public Map<String, Object> tokenBody(Object account) {
        return new HashMap<>(Map.of("appId", id, "appKey", key, "appSecret", secret, "appAccount", account));
    }

    public Response token(Object account) {
        return given().contentType(ContentType.JSON).body(tokenBody(account)).post("/api/account/token");
    }
}
