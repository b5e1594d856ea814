package io.openmimc.proto.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Processes of this version and of the last release run side by side while an upgrade goes on. */
class ContractTest {
    @Test
    void nothingThatTheLastReleaseReliesOnIsChanged() throws IOException {
        assertThat(Breaks.between(Contract.of(LastRelease.descriptors()), Contract.of(LastRelease.now())))
                .as("changes that break processes of the last release: docs/operations.md, \"Upgrades\"")
                .isEmpty();
    }

    @Test
    void everyProtoFileIsCompared() throws IOException {
        assertThat(LastRelease.now().getFileList().stream().map(FileDescriptorProto::getName))
                .containsExactlyElementsOf(LastRelease.sources());
    }
}
