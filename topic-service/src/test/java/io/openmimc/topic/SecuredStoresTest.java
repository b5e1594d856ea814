package io.openmimc.topic;

import static io.restassured.RestAssured.given;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.agroal.api.AgroalDataSource;
import io.openmimc.kit.management.ManagementPort;
import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.SecuredStack;
import io.openmimc.local.store.SecuredKafka;
import io.openmimc.proto.events.TopicChanged;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The service, both of its clients of PostgreSQL too, with stores that want TLS and passwords. */
@QuarkusTest
@WithTestResource(value = SecuredStack.class, initArgs = @ResourceArg(name = "stores", value = "postgresql,kafka"))
@WithTestResource(AccountServiceStandIn.class)
class SecuredStoresTest extends TopicFixture {
    private static final Duration BACK = ofSeconds(30);

    public SecuredStack secured;

    @Inject
    AgroalDataSource jdbc;

    @Test
    void groupsAreKeptAndToldOverTlsByBothClients() throws Exception {
        // When
        String topicId = api.created("alice", "Friends", "bob");
        // Then
        int plain = ((SecuredKafka) secured.process("kafka").program()).kafka().port();
        try (PublishedEvents events = new PublishedEvents("127.0.0.1:" + plain)) {
            await().atMost(BACK).untilAsserted(() -> assertThat(events.of(topicId))
                    .extracting(TopicChanged::getVersion)
                    .containsExactly(1L));
        }
        assertThat(connections()).contains("PostgreSQL JDBC Driver true", "vertx-pg-client true");
        assertThat(connections()).allMatch(connection -> connection.endsWith(" true"));
    }

    @Test
    void aPasswordThatWasChangedIsUnreadyNamesTheSettingAndRecovers() throws Exception {
        // Given
        String topicId = api.created("alice", "Friends", "bob");
        String right = SecuredStack.PASSWORD.replace("'", "''");
        // When
        try (Connection connection = jdbc.getConnection()) {
            connection.createStatement().execute("ALTER USER mimc PASSWORD 'another'");
            // Those that stand are kept, but for these.
            connection
                    .createStatement()
                    .execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE usename = 'mimc' AND pid <> pg_backend_pid()");
            // Then
            assertRefused(api.show("alice", topicId), 503, "try again");
            await().atMost(BACK).untilAsserted(() -> given().get(ManagementPort.uri("/q/health/ready"))
                    .then()
                    .statusCode(503)
                    .body(containsString("OPENMIMC_POSTGRESQL_PASSWORD")));
            connection.createStatement().execute("ALTER USER mimc PASSWORD '" + right + "'");
        }
        await().atMost(BACK)
                .untilAsserted(
                        () -> assertThat(api.show("alice", topicId).code()).isEqualTo(200));
    }

    /** What the clients call themselves, and whether they speak TLS. */
    private List<String> connections() throws SQLException {
        List<String> all = new ArrayList<>();
        try (Connection connection = jdbc.getConnection();
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("SELECT application_name, ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                                + " WHERE usename = 'mimc' AND backend_type = 'client backend'")) {
            while (rows.next()) {
                all.add(rows.getString(1) + " " + rows.getBoolean(2));
            }
        }
        return all;
    }
}
