package io.openmimc.account.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.*;
import io.openmimc.account.PublishedEvents;
import io.openmimc.account.TestApp;
import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.kit.rpc.Failures;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.accounts.*;
import io.openmimc.proto.events.AccountChanged;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.Supplier;
import java.util.stream.*;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class AccountsTest {
    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    String kafka;

    @GrpcClient("accounts")
    Channel channel;

    @Inject
    AccountDirectory directory;

    private ListenableFuture<ResolveResponse> ask(TestApp app, List<String> accounts, boolean create) {
        return AccountsGrpc.newFutureStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .resolve(ResolveRequest.newBuilder()
                        .setAppId(app.number())
                        .addAllAccounts(accounts)
                        .setCreate(create)
                        .build());
    }

    private ListenableFuture<ExistingResponse> existing(TestApp app, List<Long> uuids) {
        return AccountsGrpc.newFutureStub(channel)
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .existing(ExistingRequest.newBuilder()
                        .setAppId(app.number())
                        .addAllUuids(uuids)
                        .build());
    }

    @Test
    void aHundredCallersGetOneUuidAndOneEvent() throws Exception {
        // Given
        TestApp app = TestApp.create();
        // When
        List<ListenableFuture<ResolveResponse>> calls = IntStream.range(0, 100)
                .mapToObj(i -> ask(app, List.of("newcomer"), true))
                .toList();
        Set<Long> uuids = new HashSet<>();
        for (ListenableFuture<ResolveResponse> call : calls) {
            uuids.addAll(call.get(20, TimeUnit.SECONDS).getUuidsList());
        }
        // Then
        assertThat(uuids).hasSize(1);
        assertThat(uuids.iterator().next()).isGreaterThanOrEqualTo(10776577642332160L);
        long later = ask(app, List.of("later"), true).get().getUuids(0);
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            // "later" was created after all of them: once its event is there, theirs are.
            await().atMost(Duration.ofSeconds(30)).until(() -> events.ofAccounts(app.number()).stream()
                    .anyMatch(e -> e.getAccount().getUuid() == later));
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(events.ofAccounts(app.number()))
                    .filteredOn(e -> e.getAccount().getAccount().equals("newcomer"))
                    .hasSize(1)
                    .allSatisfy(e -> {
                        assertThat(e.getChange()).isEqualTo(AccountChanged.Change.CREATED);
                        assertThat(uuids).containsExactly(e.getAccount().getUuid());
                    }));
        }
    }

    @Test
    void overlappingBatchesInAnyOrderAgree() throws Exception {
        // Given
        TestApp app = TestApp.create();
        List<String> names = IntStream.range(0, 1000)
                .mapToObj(i -> "user " + i + " 用户")
                .collect(Collectors.toCollection(ArrayList::new));
        // When
        List<List<String>> asked = new ArrayList<>();
        List<ListenableFuture<ResolveResponse>> calls = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Collections.shuffle(names, new Random(i));
            asked.add(List.copyOf(names));
            calls.add(ask(app, asked.get(i), true));
        }
        // Then
        Map<String, Long> agreed = new HashMap<>();
        for (int i = 0; i < calls.size(); i++) {
            List<Long> uuids = calls.get(i).get(20, TimeUnit.SECONDS).getUuidsList();
            for (int j = 0; j < uuids.size(); j++) {
                Long other = agreed.putIfAbsent(asked.get(i).get(j), uuids.get(j));
                assertThat(other == null || other.equals(uuids.get(j))).isTrue();
            }
        }
        assertThat(new HashSet<>(agreed.values())).hasSize(1000).doesNotContain(0L);
    }

    @Test
    void onlyUuidsOfTheAppItselfExist() throws Exception {
        // Given
        TestApp app = TestApp.create();
        long alice = ask(app, List.of("alice"), true).get().getUuids(0);
        long stranger = ask(TestApp.create(), List.of("alice"), true).get().getUuids(0);
        // When
        ExistingResponse there = existing(app, List.of(alice, stranger, 1L)).get();
        // Then
        assertThat(there.getUuidsList()).containsExactly(alice);
    }

    @Test
    void moreThanAThousandUuidsAtOnceAreRefused() throws Exception {
        // Given
        TestApp app = TestApp.create();
        // When
        var call = existing(app, LongStream.rangeClosed(1, 1_001).boxed().toList());
        // Then
        assertThat(status(call)).isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void theSameNameTwiceInOneBatchIsOneAccount() throws Exception {
        // Given
        TestApp app = TestApp.create();
        // When
        List<Long> uuids = ask(app, List.of("a", "b", "a"), true).get().getUuidsList();
        // Then
        assertThat(uuids.get(0)).isEqualTo(uuids.get(2)).isNotEqualTo(uuids.get(1));
    }

    @Test
    void lookingUpCreatesNothing() throws Exception {
        // Given
        TestApp app = TestApp.create();
        long known = ask(app, List.of("known"), true).get().getUuids(0);
        // When
        List<Long> uuids = ask(app, List.of("stranger", "known"), false).get().getUuidsList();
        // Then
        assertThat(uuids).containsExactly(0L, known);
        assertThat(ask(app, List.of("stranger"), false).get().getUuidsList()).containsExactly(0L);
    }

    @Test
    void namesThatOnlyLookAlikeAreDifferentAccounts() throws Exception {
        // Given
        TestApp app = TestApp.create();
        // When
        List<Long> uuids = ask(app, List.of("a", "A", "a ", "\u00e9", "e\u0301"), true)
                .get()
                .getUuidsList();
        // Then
        assertThat(uuids).doesNotHaveDuplicates();
    }

    @Test
    void wrongRequestsAreRefused() {
        // Given
        TestApp app = TestApp.create();
        List<String> tooMany =
                IntStream.range(0, 1001).mapToObj(Integer::toString).toList();
        // Then
        assertThat(status(ask(app, tooMany, true))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status(ask(app, List.of("a\nb"), true))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status(ask(app, List.of("x".repeat(10_000)), true))).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(status(ask(new TestApp("1", "", ""), List.of("a"), true))).isEqualTo(Status.Code.NOT_FOUND);
    }

    private static Status.Code status(ListenableFuture<?> call) {
        try {
            call.get(20, TimeUnit.SECONDS);
            return Status.Code.OK;
        } catch (ExecutionException e) {
            return Status.fromThrowable(e).getCode();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void accountsOfADeletedAppGoWithIt() throws Exception {
        // Given
        TestApp app = TestApp.create();
        List<String> names = IntStream.range(0, 1000).mapToObj(i -> "user " + i).toList();
        ask(app, names, true).get();
        ask(app, List.of("one more"), true).get();
        // When
        TestApp.operator().delete("/api/admin/apps/" + app.id()).then().statusCode(200);
        // Then
        assertThat(status(ask(app, List.of("user 1"), true))).isEqualTo(Status.Code.NOT_FOUND);
        try (PublishedEvents events = new PublishedEvents(kafka)) {
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(events.ofAccounts(app.number()))
                    .filteredOn(e -> e.getChange() == AccountChanged.Change.DELETED)
                    .hasSize(1001));
        }
    }

    @Test
    void theDirectoryOfOtherServicesFindsAndCreates() {
        // Given
        TestApp app = TestApp.create();
        // When
        long alice = patiently(() -> directory.uuid(app.number(), "alice"));
        Map<String, Long> found = patiently(() -> directory.find(app.number(), List.of("alice", "bob")));
        // Then
        assertThat(found).isEqualTo(Map.of("alice", alice));
        assertThatThrownBy(() -> patiently(() -> directory.uuid(1, "alice")))
                .rootCause()
                .hasMessage("no app 1");
    }

    /** Tried again, as callers do: a machine that is busy may not answer in the time that a call has. */
    private static <T> T patiently(Supplier<CompletionStage<T>> call) {
        return await().atMost(Duration.ofSeconds(30))
                .ignoreExceptionsMatching(failure -> Failures.is(failure, ErrorCode.UNAVAILABLE))
                .until(() -> call.get().toCompletableFuture().join(), answer -> true);
    }
}
