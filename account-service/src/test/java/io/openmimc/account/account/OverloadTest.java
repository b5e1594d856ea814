package io.openmimc.account.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.Channel;
import io.grpc.Status;
import io.openmimc.account.TestApp;
import io.openmimc.kit.database.Database;
import io.openmimc.local.LocalStack;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.ResolveResponse;
import io.quarkus.grpc.GrpcClient;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More is asked than the database can answer, which here holds its accounts locked. */
@QuarkusTest
@WithTestResource(value = LocalStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
class OverloadTest {
    private static final int BEYOND = 50;
    private static final Duration SOON = Duration.ofSeconds(30);

    @ConfigProperty(name = "quarkus.datasource.reactive.max-size")
    int connections;

    @GrpcClient("accounts")
    Channel channel;

    @Inject
    DataSource database;

    private TestApp app;

    @BeforeEach
    void anApp() {
        app = TestApp.create();
    }

    private List<ListenableFuture<ResolveResponse>> ask(String account, int times, Duration deadline) {
        return IntStream.range(0, times)
                .mapToObj(i -> AccountsGrpc.newFutureStub(channel)
                        .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                        .resolve(ResolveRequest.newBuilder()
                                .setAppId(app.number())
                                .addAccounts(account + i)
                                .setCreate(true)
                                .build()))
                .toList();
    }

    private List<ListenableFuture<ResolveResponse>> ask(int times) {
        return ask("account", times, SOON);
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotDone() throws SQLException {
        // Given
        assertThat(outcome(ask(1).get(0))).isEqualTo(Status.Code.OK);
        try (Connection connection = database.getConnection();
                Statement lock = connection.createStatement()) {
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE account.accounts");
            // When
            assertThat(ask("late", connections + BEYOND, Duration.ofSeconds(1)).stream()
                            .map(OverloadTest::outcome))
                    .containsOnly(Status.Code.DEADLINE_EXCEEDED);
            // We know of the deadlines before the service does: when one that came after them has passed, it does, too.
            assertThat(outcome(ask("after", 1, Duration.ofSeconds(1)).get(0))).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
            connection.commit();
        }
        // Then: only those are there that had a connection, and were waiting for the lock
        assertThat(outcome(ask("last", 1, SOON).get(0))).isEqualTo(Status.Code.OK);
        try (Connection connection = database.getConnection();
                Statement count = connection.createStatement();
                var answer = count.executeQuery(
                        "SELECT count(*) FROM account.accounts WHERE name LIKE 'late%' AND app_id = " + app.number())) {
            answer.next();
            assertThat(answer.getInt(1)).isLessThanOrEqualTo(connections);
        }
    }

    @Test
    void moreThanMayWaitIsRefusedAtOnce() throws SQLException {
        List<ListenableFuture<ResolveResponse>> calls;
        try (Connection connection = database.getConnection();
                Statement lock = connection.createStatement()) {
            // Given
            connection.setAutoCommit(false);
            lock.execute("LOCK TABLE account.accounts");
            // When
            calls = ask(Database.MOST_WORK + BEYOND);
            // Then
            await().atMost(SOON)
                    .until(() -> calls.stream().filter(Future::isDone).count() >= BEYOND);
            assertThat(calls.stream().filter(Future::isDone).map(OverloadTest::outcome))
                    .containsOnly(Status.Code.UNAVAILABLE)
                    .hasSizeLessThan(2 * BEYOND);
            connection.commit();
        }
        calls.forEach(OverloadTest::outcome);
        assertThat(outcome(ask(1).get(0))).isEqualTo(Status.Code.OK);
    }

    private static Status.Code outcome(ListenableFuture<ResolveResponse> call) {
        try {
            call.get(SOON.toSeconds(), TimeUnit.SECONDS);
            return Status.Code.OK;
        } catch (ExecutionException e) {
            return Status.fromThrowable(e).getCode();
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
