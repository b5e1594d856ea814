package io.openmimc.local.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.openmimc.sdk.SendOptions;
import io.openmimc.sdk.rest.Contact;
import io.openmimc.sdk.rest.Contacts;
import io.openmimc.sdk.rest.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** carol has a new phone: it shows whom she has spoken with, in which groups, and how much she has not read. */
final class ContactsScene {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** An account may ask 20 times a second. */
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Stage stage;
    private final Transcript transcript;
    private final String alice;
    private final String bob;
    private final String carol;
    private final Contacts contacts;

    ContactsScene(Stage stage) {
        this.stage = stage;
        this.transcript = stage.transcript();
        this.alice = stage.unique("alice");
        this.bob = stage.unique("bob");
        this.carol = stage.unique("carol");
        this.contacts = stage.rest().contacts(stage.app(), carol);
    }

    void play() {
        transcript.chapter("carol has no device; alice writes to her twice, bob in a group and then to her");
        String group = write();
        transcript.chapter("What carol's new phone shows first");
        expect("before she has read anything", List.of(bob + ": 1", group + ": 1", alice + ": 2"));
        try (DemoDevice phone = stage.tcp("carol's phone", carol, "phone")) {
            stage.login(phone, "TCP");
            for (int i = 1; i <= 4; i++) {
                phone.next("message " + i + " of 4 that waited");
            }
            expect("when her phone has taken all", List.of(bob + ": 0", group + ": 0", alice + ": 0"));
            phone.expectNothingMore();
        }
        ask(contacts.remove(alice), "alice is removed from the list");
        expect("without alice, until she writes again", List.of(bob + ": 0", group + ": 0"));
    }

    /** The group's name. */
    private String write() {
        try (DemoDevice ofAlice = stage.tcp("alice", alice, "phone");
                DemoDevice ofBob = stage.webSocket("bob", bob, "browser")) {
            ofAlice.login();
            ofBob.login();
            say(ofAlice, "Did you get home?");
            say(ofAlice, "到家了吗 🏡");
            Topic topic =
                    ask(stage.rest().topics(stage.app(), bob).create("周日早餐", List.of(carol)), "bob makes a group");
            long start = System.nanoTime();
            ofBob.sendToTopic(topic.id(), "Pancakes?".getBytes(UTF_8));
            transcript.step("bob → group  \"Pancakes?\"", "stored in " + Stage.since(start));
            say(ofBob, "You are in the group now.");
            return topic.info().name();
        }
    }

    private void say(DemoDevice from, String text) {
        long start = System.nanoTime();
        from.send(carol, text.getBytes(UTF_8), SendOptions.DEFAULT);
        transcript.step(from.name() + " → carol  \"" + text + "\"", "stored in " + Stage.since(start));
    }

    /** The list follows the log, usually within a tenth of a second. */
    private void expect(String when, List<String> rows) {
        long start = System.nanoTime();
        List<String> found = read();
        while (!found.equals(rows) && System.nanoTime() - start < PATIENCE.toNanos()) {
            Stage.pause(PAUSE);
            found = read();
        }
        if (!found.equals(rows)) {
            throw new DemoFailure("The list of carol should have, " + when + ", the unread messages " + rows
                    + ", but has " + found + ".");
        }
        transcript.step(when + ": " + rows.size() + " contacts, every number right", System.nanoTime() - start);
    }

    private List<String> read() {
        return ask(contacts.list(), "carol's list is read").stream()
                .map(ContactsScene::describe)
                .toList();
    }

    private static String describe(Contact contact) {
        return contact.name() + ": "
                + (contact.unread().isPresent()
                        ? Integer.toString(contact.unread().getAsInt())
                        : "not known");
    }

    private static <T> T ask(CompletionStage<T> stage, String what) {
        return DemoDevice.await(stage, what);
    }
}
