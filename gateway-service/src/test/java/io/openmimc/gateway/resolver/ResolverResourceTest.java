package io.openmimc.gateway.resolver;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import io.openmimc.gateway.Neighbours;
import io.openmimc.local.LocalStack;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.Socket;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "kafka,redis"))
@WithTestResource(Neighbours.class)
class ResolverResourceTest {
    private static final String LOOK_UP = "/gslb/?ver=4.0&type=wifi&uuid=0&list=localhost,relay.localhost,pps.example&";

    @TestHTTPResource
    URL root;

    @Test
    void everyDomainGetsALiteralAddress() {
        given().get(LOOK_UP)
                .then()
                .statusCode(200)
                .body("S", equalTo("Ok"))
                .body("R.wifi.localhost", equalTo(java.util.List.of("127.0.0.1:5222")))
                .body("R.wifi.'relay.localhost'", equalTo(java.util.List.of("127.0.0.1:9")))
                .body("R.wifi.'pps.example'", hasSize(1));
    }

    @Test
    void theTypeDoesNotMatterAndNeitherDoesAMissingSlash() {
        given().get("/gslb?list=localhost&type=4g&ver=4.0")
                .then()
                .statusCode(200)
                .body("R.wifi.localhost", hasSize(1));
    }

    @Test
    void aContentTypeOnTheGetIsIgnored() {
        given().header("Content-Type", "application/x-www-form-urlencoded")
                .get(LOOK_UP)
                .then()
                .statusCode(200)
                .body("S", equalTo("Ok"));
    }

    @Test
    void badListsAreRefusedInTheShapeThatClientsRead() {
        String many = IntStream.range(0, 21).mapToObj(i -> "d" + i).collect(Collectors.joining(","));
        for (String list : new String[] {"", ",,", "a b", "<script>", many, "x".repeat(300)}) {
            String status = given().queryParam("list", list)
                    .get("/gslb/")
                    .then()
                    .statusCode(400)
                    .extract()
                    .path("S");
            assertThat(status).startsWith("list");
        }
        given().get("/gslb/").then().statusCode(400);
    }

    @Test
    void aRequestLineWithAnAbsoluteUrlIsAnsweredToo() throws Exception {
        try (Socket socket = new Socket(root.getHost(), root.getPort())) {
            socket.getOutputStream()
                    .write(("GET http://resolver.msg.xiaomi.net" + LOOK_UP + " HTTP/1.1\r\n"
                                    + "Host: resolver.msg.xiaomi.net\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 200")
                    .contains("\"S\":\"Ok\"")
                    .contains("127.0.0.1:5222");
        }
    }
}
