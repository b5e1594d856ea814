package io.openmimc.gateway.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.embedded.EmbeddedChannel;
import io.openmimc.proto.frame.Packet;
import io.openmimc.proto.wire.ClientHeader;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The limits of docs/wire-protocol.md 15.1, with their defaults unless a test says otherwise. */
class ConnectionLimitsTest {
    private static final long MANY_FILES = 1_000_000;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private ConnectionConfig config;

    @Test
    void aConnectionWithoutAConnIsClosedAfterAMinute() {
        Connections connections = connections("max-silent", "5000", MANY_FILES);
        long before = System.nanoTime();
        Client client = new Client(connections);
        long after = System.nanoTime();
        connections.sweep(before + Duration.ofSeconds(60).toNanos());
        assertThat(client.isOpen()).isTrue();
        connections.sweep(after + Duration.ofSeconds(60).toNanos() + 1);
        assertThat(client.isOpen()).isFalse();
        assertThat(closed(CloseReason.SILENT)).isEqualTo(1);
    }

    @Test
    void bytesBeforeAConnGainNoTime() {
        Connections connections = connections("max-silent", "5000", MANY_FILES);
        Client client = new Client(connections);
        long after = System.nanoTime();
        client.sends();
        connections.sweep(after + Duration.ofSeconds(60).toNanos() + 1);
        assertThat(client.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatSaidConnIsClosedAfterSevenQuietMinutes() {
        Connections connections = connections("max-silent", "5000", MANY_FILES);
        Client client = new Client(connections);
        client.connection.markIntroduced();
        long before = System.nanoTime();
        client.sends();
        long after = System.nanoTime();
        connections.sweep(before + Duration.ofMinutes(7).toNanos());
        assertThat(client.isOpen()).isTrue();
        connections.sweep(after + Duration.ofMinutes(7).toNanos() + 1);
        assertThat(client.isOpen()).isFalse();
        assertThat(closed(CloseReason.IDLE)).isEqualTo(1);
    }

    @Test
    void theOldestConnectionWithoutAConnMakesRoom() {
        Connections connections = connections("max-silent", "2", MANY_FILES);
        Client introduced = new Client(connections);
        introduced.connection.markIntroduced();
        Client oldest = new Client(connections);
        Client older = new Client(connections);
        Client newest = new Client(connections);
        assertThat(oldest.isOpen()).isFalse();
        assertThat(introduced.isOpen() && older.isOpen() && newest.isOpen()).isTrue();
        assertThat(closed(CloseReason.CROWDED_OUT)).isEqualTo(1);
    }

    @Test
    void beyondTheMostConnectionsNewOnesAreClosedUntilOthersGo() {
        Connections connections = connections("max-connections", "2", MANY_FILES);
        Client first = new Client(connections);
        Client second = new Client(connections);
        assertThat(new Client(connections).isOpen()).isFalse();
        assertThat(first.isOpen() && second.isOpen()).isTrue();
        assertThat(closed(CloseReason.FULL)).isEqualTo(1);
        first.channel.close();
        assertThat(new Client(connections).isOpen()).isTrue();
    }

    @Test
    void connectionsLeaveFilesForTheStores() {
        Connections connections = connections("max-connections", "100000", 1_002);
        for (int i = 0; i < 501; i++) {
            assertThat(new Client(connections).isOpen()).isTrue();
        }
        assertThat(new Client(connections).isOpen()).isFalse();
    }

    private Connections connections(String setting, String value, long maxOpenFiles) {
        config = new SmallRyeConfigBuilder()
                .withMapping(ConnectionConfig.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withDefaultValue("openmimc.gateway.connection." + setting, value)
                .build()
                .getConfigMapping(ConnectionConfig.class);
        return new Connections(config, new ConnectionMetrics(meters), maxOpenFiles);
    }

    private double closed(CloseReason reason) {
        return meters.counter("gateway.connection.closed", "transport", "tcp", "reason", reason.tag())
                .count();
    }

    private final class Client {
        final Plain connection;
        final EmbeddedChannel channel;

        Client(Connections connections) {
            connection = new Plain(connections, config);
            channel = new EmbeddedChannel(connection);
        }

        void sends() {
            channel.writeInbound("a packet");
        }

        boolean isOpen() {
            return channel.isOpen();
        }
    }

    /** Every message is a packet without a body, which nobody answers. */
    private static final class Plain extends Connection {
        Plain(Connections connections, ConnectionConfig config) {
            super(Transport.TCP, connections, connection -> new Deaf(), config);
        }

        @Override
        public void answerPing(@Nullable ClientHeader ping) {}

        @Override
        public void introduced(String challenge, String udid) {}

        @Override
        protected byte[] encode(ClientHeader header, byte[] payload) {
            return payload;
        }

        @Override
        protected Object message(byte[] frame) {
            return frame;
        }

        @Override
        protected @Nullable Packet decode(Object message) {
            return null;
        }

        @Override
        protected int size(Object message) {
            return 0;
        }
    }

    private static final class Deaf implements PacketListener {
        @Override
        public void received(@Nullable Packet packet) {}

        @Override
        public void drain(Runnable whenQuiet) {}

        @Override
        public void closed(CloseReason reason) {}
    }
}
