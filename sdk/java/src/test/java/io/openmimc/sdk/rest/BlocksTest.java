package io.openmimc.sdk.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BlocksTest extends ScriptedRest {
    private static final String PATH = "/api/blacklist/";

    @Test
    void anAccountBlocksAnother() throws Exception {
        answer(PATH, "null");
        get(rest.blocks(ALICE).block("bob b"));
        assertThat(asked().method()).isEqualTo("POST");
        assertThat(asked().path()).isEqualTo(PATH);
        assertThat(sent()).hasToString("{\"blackAccount\":\"bob b\"}");
        assertHeader("Token", "the-token");
    }

    @Test
    void anAccountUnblocksAnother() throws Exception {
        answer(PATH, "null");
        get(rest.blocks(APP, "alice").unblock("a+b & 鲍勃"));
        assertThat(asked().method()).isEqualTo("DELETE");
        assertThat(asked().path()).isEqualTo(PATH + "?blackAccount=a%2Bb%20%26%20%E9%B2%8D%E5%8B%83");
        assertHeader("Appsecret", "secret");
        assertHeader("Appaccount", "alice");
    }

    @Test
    void anAccountAsksWhetherItHasBlockedAnother() throws Exception {
        answer(PATH, "{\"isBlack\":true}");
        assertThat(get(rest.blocks(ALICE).isBlocked("bob"))).isTrue();
        assertThat(asked().method()).isEqualTo("GET");
        assertThat(asked().path()).isEqualTo(PATH + "?blackAccount=bob");
    }

    @Test
    void aListThatIsFullIsARefusal() {
        refuse(PATH, 409, "blackAccount: 1000 accounts are blocked, no more are allowed");
        assertRefused(
                rest.blocks(ALICE).block("bob"), 409, "blackAccount: 1000 accounts are blocked, no more are allowed");
    }
}
