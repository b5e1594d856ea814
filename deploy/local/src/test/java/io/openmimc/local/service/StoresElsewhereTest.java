package io.openmimc.local.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.datastax.oss.driver.api.core.CqlSession;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.openmimc.local.process.Ports;
import io.openmimc.local.process.Stack;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stores at another address of this machine than 127.0.0.1, as services in pods reach them. */
class StoresElsewhereTest {
    private static final String HOST = "127.0.0.2";
    private static final Settings SETTINGS = Settings.free(new Secrets("deployment", "admin", "password-of-stores"))
            .withStoresAt(HOST);
    private static Stack stack;

    @BeforeAll
    static void start() throws Exception {
        Path directory = Files.createTempDirectory(
                Files.createDirectories(Path.of("target")).toAbsolutePath(), "stores-");
        stack = new Stack(new Deployment(SETTINGS, directory, Path::of).stores(), directory.resolve("logs"));
        stack.start();
    }

    @AfterAll
    static void stop() {
        stack.stop();
    }

    @Test
    void postgresqlTakesThePasswordAndNoOther() throws SQLException {
        String url = "jdbc:postgresql://" + HOST + ":" + SETTINGS.port(PortSetting.POSTGRESQL) + "/mimc";
        try (var connection = DriverManager.getConnection(url, "mimc", "password-of-stores")) {
            assertThat(connection.isValid(5)).isTrue();
        }
        assertThatThrownBy(() -> DriverManager.getConnection(url, "mimc", "mimc"))
                .hasMessageContaining("password authentication failed");
    }

    @Test
    void redisTakesThePasswordAndNobodyWithout() {
        RedisURI.Builder address = RedisURI.builder().withHost(HOST).withPort(SETTINGS.port(PortSetting.REDIS));
        RedisClient client = RedisClient.create();
        try {
            try (var connection = client.connect(
                    address.withPassword("password-of-stores".toCharArray()).build())) {
                assertThat(connection.sync().ping()).isEqualTo("PONG");
            }
            RedisURI open = RedisURI.create(HOST, SETTINGS.port(PortSetting.REDIS));
            assertThatThrownBy(() -> client.connect(open))
                    .hasRootCauseMessage("NOAUTH HELLO must be called with the"
                            + " client already authenticated, otherwise the HELLO AUTH <user> <pass> option can be used to"
                            + " authenticate the client and select the RESP protocol version at the same time");
        } finally {
            client.shutdown();
        }
    }

    @Test
    void kafkaTellsItsClientsTheAddressAtWhichTheyReachIt() throws Exception {
        String bootstrap = HOST + ":" + SETTINGS.port(PortSetting.KAFKA);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            assertThat(admin.describeCluster().nodes().get())
                    .extracting(node -> node.host() + ":" + node.port())
                    .containsExactly(bootstrap);
        }
    }

    @Test
    void cassandraTellsItsClientsTheAddressAtWhichTheyReachIt() {
        InetSocketAddress address = new InetSocketAddress(HOST, SETTINGS.port(PortSetting.CASSANDRA));
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(address)
                .withLocalDatacenter("datacenter1")
                .build()) {
            assertThat(session.execute("SELECT rpc_address FROM system.local")
                            .one()
                            .getInetAddress(0)
                            .getHostAddress())
                    .isEqualTo(HOST);
        }
    }

    @Test
    void nothingIsBoundTo127_0_0_1() {
        for (PortSetting setting :
                new PortSetting[] {PortSetting.POSTGRESQL, PortSetting.REDIS, PortSetting.KAFKA, PortSetting.CASSANDRA
                }) {
            assertThat(Ports.isFree(SETTINGS.port(setting))).isTrue();
        }
    }
}
