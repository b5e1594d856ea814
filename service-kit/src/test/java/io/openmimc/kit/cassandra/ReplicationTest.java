package io.openmimc.kit.cassandra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openmimc.kit.setup.SetupException;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicationTest {
    @Test
    void outsideOfDevelopmentThereAreThreeCopies() {
        assertThat(replication(Map.of())).isEqualTo(new Replication(Map.of("datacenter1", 3)));
    }

    @Test
    void copiesOfOneDatacenterAreANumber() {
        assertThat(replication(Map.of("replication-factor", "2", "datacenter", "rack-a"))
                        .cql())
                .isEqualTo("{'class': 'NetworkTopologyStrategy', 'rack-a': 2}");
    }

    @Test
    void severalDatacentersAreNamedWithTheirCopies() {
        assertThat(replication(Map.of("replication", "dc1:3, dc2:2", "datacenter", "dc1"))
                        .cql())
                .isEqualTo("{'class': 'NetworkTopologyStrategy', 'dc1': 3, 'dc2': 2}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dc1", "dc1:0", "dc1:x", "dc1:3,dc1:2", "dc2:3", "dc1:3,d'c:1"})
    void settingThatCannotBeMeantIsRefused(String value) {
        assertThatThrownBy(() -> replication(Map.of("replication", value, "datacenter", "dc1")))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("openmimc.cassandra.replication");
    }

    @Test
    void moreCopiesThanNodesAreRefused() {
        var two = new Replication(Map.of("dc1", 2));
        assertThatCode(() -> two.checkAgainst(Map.of("dc1", 2L))).doesNotThrowAnyException();
        assertThatThrownBy(() -> two.checkAgainst(Map.of("dc1", 1L, "dc2", 5L)))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("has nodes: 1")
                .hasMessageContaining("OPENMIMC_CASSANDRA_REPLICATION_FACTOR");
    }

    private static Replication replication(Map<String, String> settings) {
        var builder = new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(CassandraConfig.class);
        settings.forEach((name, value) -> builder.withDefaultValue("openmimc.cassandra." + name, value));
        return Replication.of(builder.build().getConfigMapping(CassandraConfig.class), false);
    }
}
