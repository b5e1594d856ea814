package io.openmimc.account.block;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.grpc.Channel;
import io.openmimc.account.PublishedEvents;
import io.openmimc.account.TestApp;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.accounts.*;
import io.openmimc.proto.events.AccountChanged;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class BlockTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Map<String, Object> NO_RATE = Map.of("limits", Map.of("queriesAccount", 1_000_000));

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String kafka;

    @GrpcClient("accounts")
    Channel channel;

    @Inject
    Pool pool;

    private TestApp app;

    @BeforeEach
    void anApp() {
        app = TestApp.create(NO_RATE);
    }

    @Test
    void whoIsBlockedIsToldByToken() {
        String alice = token("alice");
        token("bob");
        byToken(alice)
                .get("/api/blacklist/?blackAccount=bob")
                .then()
                .body("code", is(200))
                .body("data.isBlack", is(false));

        byToken(alice)
                .body("{\"blackAccount\":\"bob\"}")
                .post("/api/blacklist/")
                .then()
                .statusCode(200)
                .header("Access-Control-Allow-Origin", "*")
                .body("code", is(200))
                .body("message", is("success"))
                .body("data", nullValue());
        byToken(alice).get("/api/blacklist?blackAccount=bob").then().body("data.isBlack", is(true));

        byToken(alice)
                .delete("/api/blacklist/?blackAccount=bob")
                .then()
                .body("code", is(200))
                .body("data", nullValue());
        byToken(alice).get("/api/blacklist/?blackAccount=bob").then().body("data.isBlack", is(false));
    }

    @Test
    void theAppsServerBlocksForAnAccountThatIsNewByThat() {
        token("bob");
        block("爱丽丝 new", "bob").then().body("code", is(200));
        assertThat(isBlocked("爱丽丝 new", "bob")).isTrue();
        assertThat(blockedOverGrpc(uuid("爱丽丝 new"))).containsExactly(uuid("bob"));
    }

    @Test
    void namesWithAnyCharacterAreBlocked() {
        for (String name : List.of("鲍勃 🚀", "a+b", "a&b=c", "a,b", "50%", "#1")) {
            token(name);
            assertThat(isBlocked("alice", name)).isFalse();
            block("alice", name).then().body("code", is(200));
            assertThat(isBlocked("alice", name)).isTrue();
            unblock("alice", name).then().body("code", is(200));
            assertThat(isBlocked("alice", name)).isFalse();
        }
    }

    @Test
    void blockingWorksInOneDirectionOnly() {
        long bob = uuid("bob");
        long alice = uuid("alice");
        block("alice", "bob").then().body("code", is(200));
        assertThat(isBlocked("bob", "alice")).isFalse();
        assertThat(blockedOverGrpc(alice)).containsExactly(bob);
        assertThat(blockedOverGrpc(bob)).isEmpty();
    }

    @Test
    void manyAccountsAreAskedForAtOnce() {
        long alice = uuid("alice");
        long bob = uuid("bob");
        long carol = uuid("carol");
        block("alice", "bob");
        block("alice", "carol");
        block("carol", "alice");
        assertThat(blockedOverGrpc(List.of(carol, bob, alice, 1L)))
                .isEqualTo(Map.of(alice, List.of(bob, carol), carol, List.of(alice)));
        assertThatThrownBy(() -> blockedOverGrpc(
                        LongStream.rangeClosed(1, Blocks.MAX_BATCH + 1).boxed().toList()))
                .hasMessageContaining("INVALID_ARGUMENT");
    }

    @Test
    void anUnknownAccountIsNotBlockedAndNotCreated() {
        token("alice");
        block("alice", "stranger").then().body("code", is(404)).body("message", is("blackAccount: no such account"));
        assertThat(isBlocked("alice", "stranger")).isFalse();
        unblock("alice", "stranger").then().body("code", is(200));
        assertThat(found("stranger")).isZero();
        // One of another app is unknown too.
        TestApp.create().token("elsewhere").then().body("code", is(200));
        block("alice", "elsewhere").then().body("code", is(404));
        assertThat(found("elsewhere")).isZero();
    }

    @Test
    void nobodyBlocksItself() {
        byToken(token("alice"))
                .body("{\"blackAccount\":\"alice\"}")
                .post("/api/blacklist/")
                .then()
                .body("code", is(400))
                .body("message", startsWith("blackAccount: "));
        assertThat(isBlocked("alice", "alice")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"blackAccount\":null}",
                "{\"blackAccount\":7}",
                "{\"blackAccount\":\"\"}",
                "{\"blackAccount\":\"a\\u0007\"}",
                "nonsense"
            })
    void aBadBodyIsRefusedAndChangesNothing(String body) {
        byServer("alice")
                .body(body)
                .post("/api/blacklist/")
                .then()
                .body("code", is(400))
                .body("message", body.startsWith("{") ? startsWith("blackAccount: ") : startsWith("body"));
        assertThat(found("alice")).isZero();
    }

    @Test
    void aBadParameterIsRefusedByName() {
        byServer("alice")
                .get("/api/blacklist/")
                .then()
                .body("code", is(400))
                .body("message", is("blackAccount: missing"));
        byServer("alice")
                .delete("/api/blacklist/")
                .then()
                .body("code", is(400))
                .body("message", is("blackAccount: missing"));
        byServer("alice")
                .queryParam("blackAccount", "x".repeat(129))
                .get("/api/blacklist/")
                .then()
                .body("code", is(400))
                .body("message", is("blackAccount: longer than 128 characters"));
    }

    @Test
    void whoIsNobodyIsRefused() {
        given().queryParam("blackAccount", "bob")
                .get("/api/blacklist/")
                .then()
                .statusCode(200)
                .body("code", is(401));
        byToken("no.such.token")
                .queryParam("blackAccount", "bob")
                .get("/api/blacklist/")
                .then()
                .body("code", is(401));
        given().header("appId", app.id())
                .header("appKey", app.key())
                .header("appSecret", "wrong")
                .header("appAccount", "alice")
                .queryParam("blackAccount", "bob")
                .get("/api/blacklist/")
                .then()
                .body("code", is(401));
    }

    @Test
    void anAccountAsksAtItsRate() {
        TestApp slow = TestApp.create(Map.of("limits", Map.of("queriesAccount", 1)));
        String token = slow.token("alice").jsonPath().getString("data.token");
        await().atMost(PATIENCE).until(() -> {
            Response answer = byToken(token).get("/api/blacklist/?blackAccount=bob");
            return answer.jsonPath().getInt("code") == 429 && answer.getHeader("Retry-After") != null;
        });
    }

    @Test
    void everyChangeIsToldOnceAndWhatChangesNothingIsNot() {
        long alice = uuid("alice");
        token("bob");
        unblock("alice", "bob");
        block("alice", "bob");
        block("alice", "bob");
        unblock("alice", "bob");
        unblock("alice", "bob");
        long last = uuid("last");
        block("last", "bob");
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            // Written after all of alice's: once it is there, theirs are.
            await().atMost(PATIENCE).until(() -> changes(events, last) == 1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(changes(events, alice)).isEqualTo(2));
        }
    }

    private long changes(PublishedEvents events, long uuid) {
        return events.ofAccounts(app.number()).stream()
                .filter(event -> event.getChange() == AccountChanged.Change.CHANGED
                        && event.getAccount().getUuid() == uuid)
                .count();
    }

    @Test
    void aThousandAreBlockedExactlyHoweverManyCallersRace() throws Exception {
        List<String> names = IntStream.range(0, Blocks.MAX_BLOCKED + 10)
                .mapToObj(i -> "pest " + i)
                .toList();
        create(names);
        token("alice");
        List<Integer> codes = atOnce(10, names.size(), i -> block("alice", names.get(i)));
        assertThat(codes).filteredOn(code -> code == 200).hasSize(Blocks.MAX_BLOCKED);
        assertThat(codes).filteredOn(code -> code == 409).hasSize(10);
        assertThat(blockedOverGrpc(uuid("alice"))).hasSize(Blocks.MAX_BLOCKED).isSorted();

        // One that is in already is fine, and the next has room as soon as one is out.
        String in = names.get(codes.indexOf(200));
        String out = names.get(codes.indexOf(409));
        block("alice", in).then().body("code", is(200));
        block("alice", out).then().body("code", is(409)).body("message", startsWith("blackAccount: 1000 accounts"));
        unblock("alice", in);
        block("alice", out).then().body("code", is(200));
        assertThat(blockedOverGrpc(uuid("alice"))).hasSize(Blocks.MAX_BLOCKED);
    }

    @Test
    void blockingAndUnblockingAtOnceFailForNobody() throws Exception {
        token("alice");
        token("bob");
        List<Integer> codes = atOnce(8, 400, i -> switch (i % 4) {
            case 0 -> block("alice", "bob");
            case 1 -> unblock("alice", "bob");
            case 2 -> block("bob", "alice");
            default -> unblock("bob", "alice");
        });
        assertThat(codes).containsOnly(200);
        block("alice", "bob").then().body("code", is(200));
        assertThat(blockedOverGrpc(uuid("alice"))).containsExactly(uuid("bob"));
    }

    @Test
    void blocksGoWithEitherAccountAlsoWhileOthersBlock() throws Exception {
        List<String> names =
                IntStream.range(0, 100).mapToObj(i -> "member " + i).toList();
        create(names);
        ExecutorService operator = Executors.newSingleThreadExecutor();
        try {
            Future<Integer> deleted = operator.submit(() -> {
                await().atMost(PATIENCE).until(() -> rows() > 30);
                return TestApp.operator().delete("/api/admin/apps/" + app.id()).statusCode();
            });
            // A ring: each is blocked by one and blocks another.
            List<Integer> codes = atOnce(8, 500, i -> block(names.get(i % 100), names.get((i + 1 + i / 100) % 100)));
            assertThat(deleted.get(30, TimeUnit.SECONDS)).isEqualTo(200);
            // 401, and 429 in the end: the app is gone; 404: the other account is; none waits for the deletion in a
            // circle (503).
            assertThat(codes).isSubsetOf(200, 401, 429, 404);
        } finally {
            operator.shutdownNow();
        }
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(count("SELECT count(*) FROM account.accounts WHERE app_id = " + app.id()))
                    .isZero();
            assertThat(rows()).isZero();
        });
    }

    /** Of accounts of this app, or of accounts that are gone. */
    private long rows() {
        return count("SELECT count(*) FROM account.blocks LEFT JOIN account.accounts USING (uuid) WHERE app_id IS NULL"
                + " OR app_id = " + app.id());
    }

    private long count(String sql) {
        return pool.query(sql)
                .execute()
                .await()
                .atMost(PATIENCE)
                .iterator()
                .next()
                .getLong(0);
    }

    private List<Integer> atOnce(int callers, int calls, IntFunction<Response> call) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Integer>> answers = IntStream.range(0, calls)
                    .mapToObj(i -> threads.submit(() -> call.apply(i).jsonPath().getInt("code")))
                    .toList();
            List<Integer> codes = new ArrayList<>();
            for (Future<Integer> answer : answers) {
                codes.add(answer.get(120, TimeUnit.SECONDS));
            }
            return codes;
        } finally {
            threads.shutdownNow();
        }
    }

    private Response block(String account, String black) {
        return byServer(account).body(Map.of("blackAccount", black)).post("/api/blacklist/");
    }

    private Response unblock(String account, String black) {
        return byServer(account).queryParam("blackAccount", black).delete("/api/blacklist/");
    }

    private boolean isBlocked(String account, String black) {
        return byServer(account)
                .queryParam("blackAccount", black)
                .get("/api/blacklist/")
                .then()
                .body("code", is(200))
                .extract()
                .path("data.isBlack");
    }

    private RequestSpecification byServer(String account) {
        return given().contentType(ContentType.JSON)
                .header("appId", app.id())
                .header("appKey", app.key())
                .header("appSecret", app.secret())
                .header("appAccount", Base64.getEncoder().encodeToString(account.getBytes(UTF_8)))
                .header("appAccountEncode", "base64");
    }

    private static RequestSpecification byToken(String token) {
        return given().contentType(ContentType.JSON).header("token", token);
    }

    private String token(String account) {
        return app.token(account).jsonPath().getString("data.token");
    }

    private long uuid(String account) {
        return Long.parseLong(app.token(account).jsonPath().getString("data.miUserId"));
    }

    /** 0 for one that does not exist. */
    private long found(String account) {
        return resolve(List.of(account), false).get(0);
    }

    private void create(List<String> accounts) {
        for (int i = 0; i < accounts.size(); i += 1_000) {
            resolve(accounts.subList(i, Math.min(accounts.size(), i + 1_000)), true);
        }
    }

    private List<Long> resolve(List<String> accounts, boolean create) {
        return stub().resolve(ResolveRequest.newBuilder()
                        .setAppId(app.number())
                        .addAllAccounts(accounts)
                        .setCreate(create)
                        .build())
                .getUuidsList();
    }

    private List<Long> blockedOverGrpc(long uuid) {
        return blockedOverGrpc(List.of(uuid)).getOrDefault(uuid, List.of());
    }

    private Map<Long, List<Long>> blockedOverGrpc(List<Long> uuids) {
        return stub().blocked(BlockedRequest.newBuilder().addAllUuids(uuids).build()).getAccountsList().stream()
                .collect(Collectors.toMap(BlockedByAccount::getUuid, BlockedByAccount::getBlockedList));
    }

    private AccountsGrpc.AccountsBlockingStub stub() {
        return AccountsGrpc.newBlockingStub(channel).withDeadlineAfter(20, TimeUnit.SECONDS);
    }
}
