package io.openmimc.account.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Channel;
import io.openmimc.account.PublishedEvents;
import io.openmimc.account.TestApp;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.kit.token.Token;
import io.openmimc.kit.token.TokenVerifier;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.accounts.*;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AccountChanged.Change;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class TemporaryAccountsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final Duration AFTER_IT = TTL.plusSeconds(1);

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String kafka;

    @GrpcClient("accounts")
    Channel channel;

    @Inject
    DataSource database;

    @Inject
    TokenVerifier verifier;

    private DatabaseClock clock;

    @BeforeEach
    void takeTheClock() {
        clock = new DatabaseClock(database);
    }

    @AfterEach
    void resetTheClock() throws SQLException {
        clock.reset();
    }

    private static TestApp temporary() {
        return TestApp.create(Map.of("temporaryTtlSeconds", TTL.toSeconds()));
    }

    private ResolveResponse resolve(TestApp app, boolean create, String... accounts) {
        return stub().resolve(ResolveRequest.newBuilder()
                .setAppId(app.number())
                .addAllAccounts(List.of(accounts))
                .setCreate(create)
                .build());
    }

    private long uuid(TestApp app, String account) {
        return resolve(app, true, account).getUuids(0);
    }

    private boolean exists(TestApp app, long uuid) {
        return stub().existing(ExistingRequest.newBuilder()
                                .setAppId(app.number())
                                .addUuids(uuid)
                                .build())
                        .getUuidsCount()
                > 0;
    }

    private AccountsGrpc.AccountsBlockingStub stub() {
        return AccountsGrpc.newBlockingStub(channel).withDeadlineAfter(30, TimeUnit.SECONDS);
    }

    private void awaitEvents(TestApp app, long uuid, Change... changes) {
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events.ofAccounts(app.number()))
                    .filteredOn(event -> event.getAccount().getUuid() == uuid)
                    .extracting(AccountChanged::getChange)
                    .containsExactly(changes));
        }
    }

    @Test
    void itIsDeletedWhenItsTimeIsUpThoughNobodyAsksForIt() throws Exception {
        // Given
        TestApp app = temporary();
        long guest = uuid(app, "guest");
        // When
        clock.shift(AFTER_IT);
        // Then
        awaitEvents(app, guest, Change.CREATED, Change.DELETED);
        assertThat(exists(app, guest)).isFalse();
    }

    @Test
    void itsEventsAndAnswersTellHowLongItLives() throws Exception {
        // Given
        TestApp app = temporary();
        long before = System.currentTimeMillis();
        // When
        ResolveResponse created = resolve(app, true, "guest");
        ResolveResponse found = resolve(app, true, "guest");
        // Then
        assertThat(created.getLivesMs(0)).isBetween(1L, TTL.toMillis());
        assertThat(found.getLivesMs(0)).isBetween(1L, created.getLivesMs(0));
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events.ofAccounts(app.number()))
                    .singleElement()
                    .satisfies(event -> assertThat(event.getExpiresAt())
                            .isBetween(before + TTL.toMillis(), System.currentTimeMillis() + TTL.toMillis())));
        }
    }

    @Test
    void anExpiredNameIsNobodysAndGetsAFreshUuid() throws Exception {
        // Given
        TestApp app = temporary();
        long old = uuid(app, "guest");
        clock.shift(AFTER_IT);
        // When
        long looked = resolve(app, false, "guest").getUuids(0);
        long fresh = uuid(app, "guest");
        // Then
        assertThat(looked).isZero();
        assertThat(fresh).isGreaterThan(old);
        awaitEvents(app, old, Change.CREATED, Change.DELETED);
        awaitEvents(app, fresh, Change.CREATED);
    }

    @Test
    void anAccountOfAnAppWithoutATimeToLiveStaysForEver() throws Exception {
        // Given
        TestApp app = TestApp.create();
        ResolveResponse created = resolve(app, true, "alice");
        // When
        clock.shift(Duration.ofDays(3_650));
        // Then
        assertThat(created.getLivesMs(0)).isZero();
        assertThat(uuid(app, "alice")).isEqualTo(created.getUuids(0));
        assertThat(exists(app, created.getUuids(0))).isTrue();
    }

    @Test
    void anotherTimeToLiveIsForThoseCreatedAfterwards() throws Exception {
        // Given
        TestApp app = TestApp.create();
        long ordinary = uuid(app, "before");
        change(app, TTL);
        long temporary = uuid(app, "meanwhile");
        change(app, Duration.ZERO);
        long later = uuid(app, "after");
        // When
        clock.shift(AFTER_IT);
        // Then
        assertThat(exists(app, ordinary)).isTrue();
        assertThat(exists(app, temporary)).isFalse();
        assertThat(exists(app, later)).isTrue();
    }

    private static void change(TestApp app, Duration ttl) {
        TestApp.operator()
                .body(Map.of("temporaryTtlSeconds", ttl.toSeconds()))
                .put("/api/admin/apps/" + app.id())
                .then()
                .statusCode(200);
    }

    @Test
    void aHundredCallersAtTheMomentOfExpiryGetOneFreshUuidAndOneEventEach() throws Exception {
        // Given
        TestApp app = temporary();
        long old = uuid(app, "guest");
        ExecutorService callers = Executors.newFixedThreadPool(100);
        CyclicBarrier together = new CyclicBarrier(101);
        List<Future<Long>> calls = IntStream.range(0, 100)
                .mapToObj(i -> callers.submit(() -> {
                    together.await(30, TimeUnit.SECONDS);
                    return uuid(app, "guest");
                }))
                .toList();
        // When
        clock.shift(AFTER_IT);
        together.await(30, TimeUnit.SECONDS);
        Set<Long> uuids = new HashSet<>();
        for (Future<Long> call : calls) {
            uuids.add(call.get(60, TimeUnit.SECONDS));
        }
        callers.shutdown();
        // Then
        assertThat(uuids).hasSize(1).doesNotContain(old);
        uuid(app, "later");
        awaitEvents(app, old, Change.CREATED, Change.DELETED);
        awaitEvents(app, uuids.iterator().next(), Change.CREATED);
    }

    @Test
    void batchesOfExpiredAndLivingAndNewNamesInAnyOrderAgree() throws Exception {
        // Given
        TestApp app = temporary();
        List<String> names = IntStream.range(0, 300).mapToObj(i -> "guest " + i).collect(Collectors.toList());
        Set<Long> old = new HashSet<>(
                resolve(app, true, names.subList(0, 200).toArray(String[]::new)).getUuidsList());
        clock.shift(AFTER_IT);
        // When
        ExecutorService callers = Executors.newFixedThreadPool(8);
        List<Future<Map<String, Long>>> calls = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            List<String> shuffled = new ArrayList<>(names);
            Collections.shuffle(shuffled, new Random(i));
            List<String> asked = shuffled.subList(0, 200);
            calls.add(callers.submit(() -> {
                List<Long> uuids =
                        resolve(app, true, asked.toArray(String[]::new)).getUuidsList();
                return IntStream.range(0, asked.size()).boxed().collect(Collectors.toMap(asked::get, uuids::get));
            }));
        }
        // Then
        Map<String, Long> agreed = new HashMap<>();
        for (Future<Map<String, Long>> call : calls) {
            call.get(60, TimeUnit.SECONDS).forEach((name, uuid) -> assertThat(agreed.putIfAbsent(name, uuid))
                    .isIn(null, uuid));
        }
        callers.shutdown();
        assertThat(new HashSet<>(agreed.values()))
                .hasSameSizeAs(agreed.keySet())
                .doesNotContainAnyElementsOf(old);
    }

    @Test
    void aClockThatIsSetBackBringsNobodyBack() throws Exception {
        // Given
        TestApp app = temporary();
        long seen = uuid(app, "seen");
        long unseen = uuid(app, "unseen");
        clock.shift(AFTER_IT);
        try (Connection holder = database.getConnection()) {
            // The job passes over a row that is locked: this one has expired and is still there.
            holder.setAutoCommit(false);
            holder.createStatement().execute("SELECT 1 FROM account.accounts WHERE uuid = " + unseen + " FOR UPDATE");
            awaitEvents(app, seen, Change.CREATED, Change.DELETED);
            // When
            clock.shift(Duration.ofHours(-1));
            holder.rollback();
        }
        // Then
        assertThat(exists(app, unseen)).isFalse();
        assertThat(uuid(app, "unseen")).isGreaterThan(unseen);
        assertThat(uuid(app, "seen")).isGreaterThan(seen);
    }

    @Test
    void whoIsCreatedWhileTheClockIsBackLivesHisTimeAfterItIsPutRight() throws Exception {
        // Given
        TestApp app = temporary();
        long before = System.currentTimeMillis();
        await().atMost(PATIENCE).until(() -> clock.latest() > before);
        clock.shift(Duration.ofHours(-1));
        long guest = uuid(app, "guest");
        // When
        clock.putRight();
        // Then
        assertThat(uuid(app, "guest")).isEqualTo(guest);
        assertThat(exists(app, guest)).isTrue();
        clock.shift(AFTER_IT);
        awaitEvents(app, guest, Change.CREATED, Change.DELETED);
    }

    @Test
    void aTokenIsOfUseForAsLongAsItsAccountLivesThoughTheDatabasesClockIsAnotherOne() throws Exception {
        for (Duration ahead : List.of(Duration.ofHours(-1), Duration.ofHours(1))) {
            // Given
            clock.haveAlwaysBeen(ahead);
            TestApp app = temporary();
            Instant before = Instant.now();
            // When
            String token = app.token("guest").jsonPath().getString("data.token");
            // Then
            Token verified = await().atMost(PATIENCE)
                    .ignoreExceptionsMatching(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE))
                    .until(() -> verifier.verify(token).toCompletableFuture().join(), claims -> true);
            assertThat(verified.expiresAt())
                    .isBetween(before.plus(TTL).minusSeconds(1), Instant.now().plus(TTL));
        }
    }

    @Test
    void whileAnotherReplicaHasTheTurnNamesAreFreeAllTheSame() throws Exception {
        // Given
        TestApp app = temporary();
        long old = uuid(app, "guest");
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            await().atMost(PATIENCE).until(() -> tookTurn(other));
            // When
            clock.shift(AFTER_IT);
            long fresh = uuid(app, "guest");
            // Then
            assertThat(fresh).isGreaterThan(old);
            other.rollback();
        }
        awaitEvents(app, old, Change.CREATED, Change.DELETED);
    }

    private static boolean tookTurn(Connection connection) throws SQLException {
        try (var answer =
                connection.createStatement().executeQuery("SELECT pg_try_advisory_xact_lock(" + Expiry.TURN + ")")) {
            return answer.next() && answer.getBoolean(1);
        }
    }

    @Test
    void thousandsThatExpireAtOnceAreDeletedAndHoldUpNoTokens() throws Exception {
        // Given
        TestApp app = temporary();
        long first = uuid(app, "first");
        try (Connection connection = database.getConnection()) {
            connection
                    .createStatement()
                    .execute("INSERT INTO account.accounts (uuid, app_id, name, created_at, expires_at)"
                            + " SELECT nextval('account.uuids'), app_id, 'guest ' || i, created_at, expires_at"
                            + " FROM account.accounts, generate_series(1, 20000) i WHERE uuid = " + first);
        }
        TestApp other = TestApp.create();
        other.token("alice").then().statusCode(200);
        // When
        clock.shift(AFTER_IT);
        // Then
        long slowest = 0;
        while (count(app) > 0) {
            long start = System.nanoTime();
            assertThat(other.token("alice").jsonPath().getInt("code")).isIn(200, 429);
            slowest = Math.max(slowest, System.nanoTime() - start);
        }
        assertThat(Duration.ofNanos(slowest)).isLessThan(Duration.ofSeconds(5));
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(events.ofAccounts(app.number()))
                    .filteredOn(event -> event.getChange() == Change.DELETED)
                    .hasSize(20_001));
        }
    }

    private long count(TestApp app) throws SQLException {
        try (Connection connection = database.getConnection();
                var answer = connection
                        .createStatement()
                        .executeQuery("SELECT count(*) FROM account.accounts WHERE app_id = " + app.id())) {
            answer.next();
            return answer.getLong(1);
        }
    }
}
