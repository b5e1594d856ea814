package io.openmimc.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.MimcRest;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example in README.md, word for word, and that it is. */
class ReadmeTest {
    private static final String TOKEN = "{\"code\":200,\"message\":\"success\",\"data\":{\"appId\":\"1\","
            + "\"appPackage\":\"com.example.chat\",\"appAccount\":\"alice\",\"miChid\":9,\"miUserId\":\"5\","
            + "\"miUserSecurityKey\":\"EBESExQVFhcYGRobHB0eHw==\",\"token\":\"t\",\"regionBucket\":1,"
            + "\"feDomainName\":\"fe\",\"relayDomainName\":\"relay\"}}";

    @Test
    void theExampleRuns() throws Exception {
        try (ScriptedGateway gateway = new ScriptedGateway(true);
                JsonServer http = new JsonServer().answer("/api/account/token", TOKEN)) {
            example(
                    http.uri(),
                    new AppCredentials(1, "key", "secret"),
                    URI.create("ws://127.0.0.1:" + gateway.port() + "/"));
            assertThat(ScriptedGateway.text(gateway.messages.get(0))).isEqualTo("你好 👋");
        }
    }

    private static void example(URI api, AppCredentials app, URI webSocket) {
        MimcRest rest = new MimcRest(api);
        MimcClient alice = MimcClient.builder()
                .appId(app.appId())
                .account("alice")
                .resource("phone-1") // names this device; keep it
                .tokenSupplier(rest.tokens(app, "alice")) // in a real app: ask your own server, which has the secret
                .webSocket(webSocket) // or .tcp(host, port), or .resolver(url)
                .build()
                .onMessage(message -> System.out.println(message.from().account() + ": " + message.text()))
                .onStatus(change -> System.out.println(change.status() + " " + change.reason()));
        alice.login().toCompletableFuture().join();
        Ack ack =
                alice.send("bob", "你好 👋".getBytes(UTF_8)).toCompletableFuture().join();
        System.out.println("stored as " + ack.sequence());
        alice.logout().toCompletableFuture().join();
        alice.close();
    }

    @Test
    void theReadmeShowsThisExample() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String source = Files.readString(Path.of("src/test/java/io/openmimc/sdk/ReadmeTest.java"));
        String example = readme.substring(readme.indexOf("```java\n") + 8, readme.indexOf("alice.close();\n```"));
        assertThat(source.replaceAll("\\s+", " ")).contains(example.strip().replaceAll("\\s+", " "));
    }
}
