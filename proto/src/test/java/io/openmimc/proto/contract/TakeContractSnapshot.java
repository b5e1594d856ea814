package io.openmimc.proto.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The one step that is done at a release, and never to make a test pass: docs/operations.md, "Upgrades". */
@EnabledIfSystemProperty(named = "contract.release", matches = "\\d+\\.\\d+\\.\\d+")
class TakeContractSnapshot {
    @Test
    void whatThisReleaseSaysIsWhatTheNextIsComparedWith() throws Exception {
        String release = System.getProperty("contract.release");
        Files.writeString(
                LastRelease.DESCRIPTORS,
                "# The .proto files as of " + release + ". Written at a release, by TakeContractSnapshot.\n"
                        + TextFormat.printer().printToString(LastRelease.now()));
        Files.writeString(
                LastRelease.TOPICS,
                "# The topics as of " + release
                        + ", as docs/kafka.md has them. Written at a release, by TakeContractSnapshot.\n"
                        + String.join("\n", TopicsTest.now()) + "\n");
        assertThat(LastRelease.descriptors()).isEqualTo(LastRelease.now());
    }
}
