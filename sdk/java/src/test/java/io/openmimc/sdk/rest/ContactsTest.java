package io.openmimc.sdk.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContactsTest extends ScriptedRest {
    private static final String BOB = "{\"userType\":\"USER\",\"id\":\"33554433\",\"name\":\"bob\","
            + "\"timestamp\":\"1795417925700\",\"lastMessage\":{\"fromUuid\":\"33554433\",\"fromAccount\":\"bob\","
            + "\"payload\":\"AQID\",\"sequence\":\"1795417925696001\"},\"unread\":3,\"unreadMore\":true}";
    private static final String HIKE = "{\"userType\":\"TOPIC\",\"id\":\"10776577642332165\",\"name\":\"周末爬山\","
            + "\"timestamp\":\"1795417925600\",\"lastMessage\":{\"fromUuid\":\"5\",\"fromAccount\":\"alice\","
            + "\"payload\":\"\",\"sequence\":\"1795417925696000\"}}";

    @Test
    void accountsAndGroupsAreListed() throws Exception {
        answer("/api/contact/", "[" + BOB + "," + HIKE + "]");
        List<Contact> contacts = get(rest.contacts(ALICE).list());
        assertThat(contacts).hasSize(2);
        assertThat(contacts.get(0)).satisfies(bob -> {
            assertThat(bob.topic()).isFalse();
            assertThat(bob.id()).isEqualTo(33554433L);
            assertThat(bob.name()).isEqualTo("bob");
            assertThat(bob.timestamp()).isEqualTo(1795417925700L);
            assertThat(bob.last().sequence()).isEqualTo(1795417925696001L);
            assertThat(bob.last().fromUuid()).isEqualTo(33554433L);
            assertThat(bob.last().fromAccount()).isEqualTo("bob");
            assertThat(bob.last().payload()).containsExactly(1, 2, 3);
            assertThat(bob.unread()).hasValue(3);
            assertThat(bob.unreadMore()).isTrue();
        });
        assertThat(contacts.get(1)).satisfies(hike -> {
            assertThat(hike.topic()).isTrue();
            assertThat(hike.id()).isEqualTo(10776577642332165L);
            assertThat(hike.name()).isEqualTo("周末爬山");
            assertThat(hike.last().payload()).isEmpty();
            assertThat(hike.unread()).isEmpty();
            assertThat(hike.unreadMore()).isFalse();
        });
        assertThat(asked().method()).isEqualTo("GET");
        assertHeader("Token", "the-token");
    }

    @Test
    void anAppsServerAsksForAnAccount() throws Exception {
        answer("/api/contact/", "[]");
        assertThat(get(rest.contacts(APP, "alice").list())).isEmpty();
        assertHeader("Appsecret", "secret");
        assertHeader("Appaccount", "alice");
    }

    @Test
    void anAccountIsRemoved() throws Exception {
        answer("/api/contact/p2p/session", "[" + HIKE + "]");
        assertThat(get(rest.contacts(ALICE).remove("卡罗尔 & co+"))).hasSize(1);
        assertThat(asked().method()).isEqualTo("DELETE");
        assertThat(asked().path())
                .isEqualTo("/api/contact/p2p/session?member=%E5%8D%A1%E7%BD%97%E5%B0%94%20%26%20co%2B");
    }

    @Test
    void aGroupIsRemoved() throws Exception {
        answer("/api/contact/p2t/session", "[]");
        assertThat(get(rest.contacts(ALICE).removeTopic(10776577642332165L))).isEmpty();
        assertThat(asked().path()).isEqualTo("/api/contact/p2t/session?topicId=10776577642332165");
    }

    @Test
    void whoMayNotIsToldSo() {
        refuse("/api/contact/", 429, "more than 20 queries a second, try again");
        assertRefused(rest.contacts(ALICE).list(), 429, "more than 20 queries a second, try again");
    }
}
