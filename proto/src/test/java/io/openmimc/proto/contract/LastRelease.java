package io.openmimc.proto.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.TextFormat;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.KickRequest;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.topics.RosterRequest;
import io.openmimc.proto.wire.MIMCPacket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What the .proto files said in the last release, as text that can be reviewed, and what they say now. */
final class LastRelease {
    static final Path DESCRIPTORS = Path.of("src/test/resources/contract/last-release.textproto");
    static final Path TOPICS = Path.of("src/test/resources/contract/last-release-topics.txt");
    static final Path SOURCES = Path.of("src/main/proto/openmimc");

    private LastRelease() {}

    /** One message of every file leads to it. */
    private static Stream<FileDescriptor> files() {
        return Stream.of(
                        AcceptedMessage.getDescriptor(),
                        ResolveRequest.getDescriptor(),
                        KickRequest.getDescriptor(),
                        PullRequest.getDescriptor(),
                        RosterRequest.getDescriptor(),
                        MIMCPacket.getDescriptor())
                .map(Descriptor::getFile)
                .sorted(Comparator.comparing(FileDescriptor::getName));
    }

    static FileDescriptorSet now() {
        return FileDescriptorSet.newBuilder()
                .addAllFile(files().map(FileDescriptor::toProto).toList())
                .build();
    }

    static FileDescriptorSet descriptors() throws IOException {
        return TextFormat.parse(Files.readString(DESCRIPTORS), FileDescriptorSet.class);
    }

    static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> "openmimc/" + file.getFileName()).sorted().toList();
        }
    }
}
