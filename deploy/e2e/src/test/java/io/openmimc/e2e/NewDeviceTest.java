package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.sdk.rest.Topic;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a phone shows that its owner has just bought: what no other device of his has, however the others got theirs. */
@ExtendWith(CloudExtension.class)
class NewDeviceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** An account may ask 20 times a second. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Cloud cloud;
    private final String alice = Cloud.account("alice");
    private final String bob = Cloud.account("bob");

    NewDeviceTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void aNewDeviceGetsOfItsFriendsMessagesWhatNoOtherOneHas() {
        try (Device friend = new Device(cloud.webSocket(alice, "browser")).login()) {
            getsWhatNoOtherOneHas(text -> friend.send(bob, text));
        }
    }

    @Test
    void aNewDeviceGetsOfItsGroupsMessagesWhatNoOtherOneHas() {
        Topic topic = Cloud.get(cloud.topics(alice).create("Sunday", List.of(bob)));
        try (Device friend = new Device(cloud.webSocket(alice, "browser")).login()) {
            getsWhatNoOtherOneHas(text -> friend.sendToTopic(topic.id(), text));
        }
    }

    private void getsWhatNoOtherOneHas(Consumer<String> send) {
        try (Device phone = new Device(cloud.tcp(bob, "phone")).login();
                Device tablet = new Device(cloud.tcp(bob, "tablet")).login();
                Device fresh = new Device(cloud.webSocket(bob, "new"));
                Device freshest = new Device(cloud.tcp(bob, "newest"))) {
            // Given
            tablet.logout();
            send.accept("live");
            phone.awaitTaken(1);
            awaitUnread(0);
            phone.logout();
            send.accept("from the inbox");
            awaitUnread(1);
            phone.login();
            phone.awaitTaken(2);
            awaitUnread(0);
            phone.logout();
            send.accept("to nobody");
            awaitUnread(1);
            // When
            fresh.login();
            // Then
            assertThat(fresh.textsUntil("to nobody")).containsExactly("to nobody");
            awaitUnread(0);
            send.accept("to the new one");
            assertThat(fresh.textsUntil("to the new one")).containsExactly("to nobody", "to the new one");
            awaitUnread(0);
            freshest.login();
            send.accept("last");
            assertThat(freshest.textsUntil("last")).containsExactly("last");
            tablet.login();
            assertThat(tablet.textsUntil("last"))
                    .containsExactly("live", "from the inbox", "to nobody", "to the new one", "last");
        }
    }

    /** Waits until the server knows that so many messages have been taken by no device. */
    private void awaitUnread(int messages) {
        await().atMost(PATIENCE).pollInterval(PAUSE).untilAsserted(() -> assertThat(
                        Cloud.get(cloud.rest().contacts(cloud.app(), bob).list()))
                .extracting(contact -> contact.unread().orElse(-1))
                .containsOnly(messages));
    }
}
