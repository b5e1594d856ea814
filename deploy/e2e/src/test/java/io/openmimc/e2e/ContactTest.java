package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openmimc.local.process.StackProcess;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.rest.Contact;
import io.openmimc.sdk.rest.Topic;
import io.openmimc.sdk.rest.TopicChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a new phone shows first: whom its owner has spoken with, and how much of it is unread. */
@ExtendWith(CloudExtension.class)
class ContactTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** An account may ask 20 times a second. */
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Cloud cloud;
    private final String alice = Cloud.account("alice");
    private final String bob = Cloud.account("bob");
    private final String carol = Cloud.account("卡罗尔");

    ContactTest(Cloud cloud) {
        this.cloud = cloud;
    }

    private List<Contact> list(String account) {
        return Cloud.get(cloud.rest().contacts(cloud.app(), account).list());
    }

    private static List<String> describe(List<Contact> contacts) {
        return contacts.stream()
                .map(contact -> (contact.topic() ? "group " : "") + contact.name() + ": "
                        + contact.unread().orElse(-1))
                .toList();
    }

    /** Waits until a list is so, the newest first, each with what is unread. */
    private void awaitList(String account, String... rows) {
        await().atMost(PATIENCE).pollInterval(PAUSE).untilAsserted(() -> assertThat(describe(list(account)))
                .isEqualTo(Arrays.asList(rows)));
    }

    private Device phone(String account) {
        return new Device(cloud.tcp(account, "phone"));
    }

    private Device browser(String account) {
        return new Device(cloud.webSocket(account, "browser"));
    }

    @Test
    void whatWaitsIsUnreadUntilOneDeviceHasTakenIt() {
        try (Device ofAlice = phone(alice).login();
                Device phone = phone(bob).login();
                Device browser = browser(bob).login()) {
            phone.logout();
            browser.logout();
            for (int i = 0; i < 5; i++) {
                ofAlice.send(bob, "message " + i);
            }
            awaitList(bob, alice + ": 5");
            awaitList(alice, bob + ": 0");
            phone.login();
            phone.awaitTaken(5);
            awaitList(bob, alice + ": 0");
            assertThat(browser.taken()).as("the other one is still away").isEmpty();
            ofAlice.send(bob, "to the phone, live");
            phone.awaitTaken(6);
            phone.logout();
            ofAlice.send(bob, "to nobody");
            awaitList(bob, alice + ": 1");
            browser.login();
            browser.awaitTaken(7);
            awaitList(bob, alice + ": 0");
        }
    }

    @Test
    void groupsCountTooAndWhatOneWroteOnAnotherDeviceDoesNot() {
        Topic topic = Cloud.get(cloud.topics(alice).create("Sunday", List.of(bob, carol)));
        try (Device ofAlice = phone(alice).login();
                Device otherOfAlice = browser(alice).login();
                Device ofBob = phone(bob).login()) {
            otherOfAlice.logout();
            for (int i = 0; i < 3; i++) {
                ofAlice.sendToTopic(topic.id(), "to all " + i);
            }
            ofAlice.send(carol, "to carol");
            ofBob.awaitTaken(3);
            awaitList(carol, alice + ": 1", "group Sunday: 3");
            awaitList(bob, "group Sunday: 0");
            awaitList(alice, carol + ": 0", "group Sunday: 0");
            Cloud.get(cloud.topics(alice).update(topic.id(), TopicChange.NONE.withName("周日")));
            Cloud.get(cloud.topics(bob).quit(topic.id()));
            awaitList(carol, alice + ": 1", "group 周日: 3");
            awaitList(bob);
            Cloud.get(cloud.topics(alice).dismiss(topic.id()));
            awaitList(carol, alice + ": 1");
        }
    }

    @Test
    void theLastMessageIsThereAsItWasSentForTheAppAndForTheAccountItself() {
        try (Device ofAlice = phone(alice).login()) {
            long sequence = ofAlice.send(carol, "你好 🐼").sequence();
            awaitList(carol, alice + ": 1");
            LoginToken token = Cloud.get(cloud.rest().token(cloud.app(), carol));
            for (List<Contact> contacts :
                    List.of(list(carol), Cloud.get(cloud.rest().contacts(token).list()))) {
                Contact contact = contacts.get(0);
                assertThat(contact.last().payload()).asString().isEqualTo("你好 🐼");
                assertThat(contact.last().sequence()).isEqualTo(sequence);
                assertThat(contact.last().fromAccount()).isEqualTo(alice);
                assertThat(contact.last().fromUuid()).isEqualTo(contact.id());
            }
        }
    }

    @Test
    void whoIsRemovedComesBackWithTheNextMessage() {
        Topic topic = Cloud.get(cloud.topics(alice).create("Sunday", List.of(bob)));
        try (Device ofAlice = phone(alice).login()) {
            ofAlice.sendToTopic(topic.id(), "to all");
            ofAlice.send(bob, "to bob");
            awaitList(bob, alice + ": 1", "group Sunday: 1");
            assertThat(describe(
                            Cloud.get(cloud.rest().contacts(cloud.app(), bob).remove(alice))))
                    .containsExactly("group Sunday: 1");
            assertThat(Cloud.get(cloud.rest().contacts(cloud.app(), bob).removeTopic(topic.id())))
                    .isEmpty();
            ofAlice.send(bob, "again");
            awaitList(bob, alice + ": 2");
            ofAlice.sendToTopic(topic.id(), "again");
            awaitList(bob, "group Sunday: 2", alice + ": 2");
        }
    }

    @Test
    void nothingIsMissingThoughContactServiceIsKilledMeanwhile() {
        StackProcess service = cloud.process("contact-service");
        try (Device ofAlice = phone(alice).login()) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                if (i == 30) {
                    service.kill();
                }
                if (i == 60) {
                    service.start();
                }
                String other = Cloud.account("other");
                ofAlice.send(other, "message " + i);
                expected.add(0, other + ": 0");
            }
            service.awaitReady();
            awaitList(alice, expected.toArray(new String[0]));
        }
    }
}
