package io.openmimc.sdk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.sdk.format.Content;
import io.openmimc.sdk.format.Read;
import io.openmimc.sdk.format.Recall;
import io.openmimc.sdk.format.Text;
import io.openmimc.sdk.rest.Accounts;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.Blocks;
import io.openmimc.sdk.rest.HistoryPage;
import io.openmimc.sdk.rest.MimcRest;
import io.openmimc.sdk.rest.Push;
import io.openmimc.sdk.rest.Topic;
import io.openmimc.sdk.rest.Topics;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples in README.md, word for word, and that they are. */
class ReadmeTest {
    /** How an account stands, which the revocation of its tokens answers under the path that also makes them. */
    private static final String STANDING = "\"uuid\":\"5\",\"banned\":true,\"bannedAt\":1000,\"tokensRevokedAt\":2000";

    private static final String TOKEN = "{\"code\":200,\"message\":\"success\",\"data\":{\"appId\":\"1\","
            + "\"appPackage\":\"com.example.chat\",\"appAccount\":\"alice\",\"miChid\":9,\"miUserId\":\"5\","
            + "\"miUserSecurityKey\":\"EBESExQVFhcYGRobHB0eHw==\",\"token\":\"t\",\"regionBucket\":1,"
            + "\"feDomainName\":\"fe\",\"relayDomainName\":\"relay\"," + STANDING + "}}";

    private static final String TOPIC = envelope("{\"topicInfo\":{\"topicId\":\"7\"},\"members\":[]}");

    @Test
    void theExamplesRun() throws Exception {
        try (ScriptedGateway gateway = new ScriptedGateway(true);
                JsonServer http = new JsonServer()
                        .answer("/api/account/token", TOKEN)
                        .answer("/api/topic/1", TOPIC)
                        .answer("/api/topic/1/7/accounts", TOPIC)
                        .answer("/api/account/ban", envelope("{\"appAccount\":\"mallory\"," + STANDING + "}"))
                        .answer("/api/blacklist/", envelope("{\"isBlack\":true}"))
                        .answer("/api/push/p2t/", envelope("{\"packetId\":\"p\"}"))
                        .answer("/api/msg/p2t/queryOnCount/", envelope("{\"topicId\":\"7\",\"messages\":[]}"))) {
            URI webSocket = URI.create("ws://127.0.0.1:" + gateway.port() + "/");
            AppCredentials app = new AppCredentials(1, "key", "secret");
            example(http.uri(), app, webSocket);
            assertThat(ScriptedGateway.text(gateway.messages.get(0))).isEqualTo("你好 👋");
            MimcRest rest = new MimcRest(http.uri());
            try (MimcClient alice = MimcClient.builder()
                    .appId(1)
                    .account("alice")
                    .tokenSupplier(rest.tokens(app, "alice"))
                    .webSocket(webSocket)
                    .build()) {
                alice.login().toCompletableFuture().join();
                groups(rest, app, alice);
                blocking(rest, app);
                banning(rest, app);
                formats(alice);
            }
            assertThat(ScriptedGateway.toTopic(gateway.messages.get(1)).getTo().getTopicId())
                    .isEqualTo(7);
            assertThat(http.asked)
                    .extracting(asked -> asked.method() + " " + asked.path())
                    .contains(
                            "POST /api/topic/1",
                            "DELETE /api/topic/1/7/accounts?accounts=carol",
                            "DELETE /api/blacklist/?blackAccount=mallory",
                            "DELETE /api/account/ban?appAccount=mallory",
                            "DELETE /api/account/token?appAccount=mallory");
            Text question = (Text) content(gateway, 2);
            assertThat(question.text()).isEqualTo("Nine at the station?");
            assertThat(((Recall) content(gateway, 3)).recalledMsgId()).isEqualTo(question.msgId());
        }
    }

    private static String envelope(String data) {
        return "{\"code\":200,\"message\":\"success\",\"data\":" + data + "}";
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

    private static void groups(MimcRest rest, AppCredentials app, MimcClient alice) {
        Topics topics = rest.topics(app, "alice");
        Topic hike = topics.create("Sunday hike", List.of("bob", "carol"))
                .toCompletableFuture()
                .join();
        Ack asked = alice.sendToTopic(hike.id(), "Nine at the station?".getBytes(UTF_8))
                .toCompletableFuture()
                .join();
        rest.pushes(app) // from a server, in the name of a member
                .toTopic(Push.of("alice", "server", "The train is late.".getBytes(UTF_8)), hike.id())
                .toCompletableFuture()
                .join();
        topics.invite(hike.id(), List.of("dave")).toCompletableFuture().join();
        HistoryPage said = rest.history(app, "dave") // a new member reads what was said before, too
                .in(hike.id())
                .byCount(System.currentTimeMillis(), 100)
                .toCompletableFuture()
                .join();
        System.out.println(asked.sequence() + " is one of " + said.messages().size());
        topics.kick(hike.id(), List.of("carol")).toCompletableFuture().join();
    }

    private static void blocking(MimcRest rest, AppCredentials app) {
        Blocks blocks = rest.blocks(app, "alice");
        blocks.block("mallory").toCompletableFuture().join();
        System.out.println(blocks.isBlocked("mallory").toCompletableFuture().join());
        blocks.unblock("mallory").toCompletableFuture().join();
    }

    private static void banning(MimcRest rest, AppCredentials app) {
        Accounts accounts = rest.accounts(app);
        accounts.ban("mallory").toCompletableFuture().join();
        System.out.println(
                accounts.standing("mallory").toCompletableFuture().join().banned());
        accounts.unban("mallory").toCompletableFuture().join();
        accounts.revokeTokens("mallory").toCompletableFuture().join();
    }

    private static void formats(MimcClient alice) {
        Text question = Text.of("Nine at the station?");
        alice.send("bob", question.toBytes()).toCompletableFuture().join();
        alice.send("bob", Recall.of(question).toBytes()).toCompletableFuture().join();
        alice.onMessage(message -> {
            Content content = Content.parse(message.payload()).orElse(null);
            if (content instanceof Text text) {
                System.out.println(text.text());
                alice.send(message.from().account(), Read.of(text).toBytes());
            } else if (content instanceof Read read) {
                System.out.println(message.from().account() + " has read " + read.readMsgId());
            }
        });
    }

    private static Content content(ScriptedGateway gateway, int index) {
        return Content.parse(ScriptedGateway.text(gateway.messages.get(index)).getBytes(UTF_8))
                .orElseThrow();
    }

    @Test
    void theReadmeShowsTheseExamples() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String source = withoutSpaces(Files.readString(Path.of("src/test/java/io/openmimc/sdk/ReadmeTest.java")));
        List<String> examples = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(readme)
                .results()
                .map(example -> withoutSpaces(example.group(1)))
                .toList();
        assertThat(examples).hasSize(5).allMatch(source::contains);
    }

    /** The formatter breaks lines elsewhere than the page does. */
    private static String withoutSpaces(String java) {
        return java.replaceAll("\\s+", "");
    }
}
