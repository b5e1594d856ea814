package io.openmimc.proto.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import io.openmimc.proto.Topics;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.events.AccountChanged;
import io.openmimc.proto.events.AppChanged;
import io.openmimc.proto.events.MessageDelivered;
import io.openmimc.proto.events.SessionChanged;
import io.openmimc.proto.events.TopicChanged;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** That the code, docs/kafka.md and the last release have the same topics. */
class TopicsTest {
    private static final Path PAGE = Path.of("../docs/kafka.md");
    private static final Map<String, Descriptor> VALUES = Map.of(
            Topics.MESSAGES, AcceptedMessage.getDescriptor(),
            Topics.DELIVERIES, MessageDelivered.getDescriptor(),
            Topics.SESSIONS, SessionChanged.getDescriptor(),
            Topics.ACCOUNTS, AccountChanged.getDescriptor(),
            Topics.APPS, AppChanged.getDescriptor(),
            Topics.TOPICS, TopicChanged.getDescriptor());

    static List<String> now() {
        return Topics.EVENTS.stream()
                .map(topic -> "| `" + topic + "` | int64, big-endian | `"
                        + VALUES.get(topic).getFullName() + "` | " + (Topics.HANDLED.contains(topic) ? "yes" : "no")
                        + " |")
                .toList();
    }

    @Test
    void pageSaysWhatTheCodeDoes() throws IOException {
        String page = Files.readString(PAGE);
        String contract = page.substring(page.indexOf("## The contract"), page.indexOf("## Topics\n"));
        assertThat(contract.lines().filter(line -> line.startsWith("| `"))).containsExactlyElementsOf(now());
    }

    @Test
    void topicsOfTheLastReleaseAreAsTheyWere() throws IOException {
        List<String> released = Files.readAllLines(LastRelease.TOPICS).stream()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(released).isNotEmpty();
        assertThat(now()).containsAll(released);
    }

    @Test
    void keyIsTheIdInEightBytesTheLargestFirst() {
        assertThat(Topics.key(0x0102030405060708L)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(Topics.dead(Topics.MESSAGES)).isEqualTo("mimc.messages.dead");
    }
}
