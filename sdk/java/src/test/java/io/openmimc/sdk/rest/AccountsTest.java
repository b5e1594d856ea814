package io.openmimc.sdk.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountsTest extends ScriptedRest {
    private static final String BAN = "/api/account/ban";
    private static final String TOKEN = "/api/account/token";
    private static final AccountStanding BANNED = new AccountStanding("mallory", 10776577642332162L, true, 1000, 0);

    private static String json(AccountStanding standing) {
        return "{\"appAccount\":\"" + standing.account() + "\",\"uuid\":\"" + standing.uuid() + "\",\"banned\":"
                + standing.banned() + ",\"bannedAt\":" + standing.bannedAt() + ",\"tokensRevokedAt\":"
                + standing.tokensRevokedAt() + "}";
    }

    private void assertAsked(String method, String path) {
        assertThat(asked().method()).isEqualTo(method);
        assertThat(asked().path()).isEqualTo(path);
        assertHeader("Appid", "2882303761517669588");
        assertHeader("Appkey", "key");
        assertHeader("Appsecret", "secret");
    }

    @Test
    void anAccountIsBanned() throws Exception {
        answer(BAN, json(BANNED));
        assertThat(get(rest.accounts(APP).ban("mallory"))).isEqualTo(BANNED);
        assertAsked("POST", BAN);
        assertThat(sent()).hasToString("{\"appAccount\":\"mallory\"}");
    }

    @Test
    void anAccountIsUnbanned() throws Exception {
        AccountStanding good = new AccountStanding("a+b & 鲍勃", 7, false, 0, 0);
        answer(BAN, json(good));
        assertThat(get(rest.accounts(APP).unban("a+b & 鲍勃"))).isEqualTo(good);
        assertAsked("DELETE", BAN + "?appAccount=a%2Bb%20%26%20%E9%B2%8D%E5%8B%83");
    }

    @Test
    void theTokensOfAnAccountAreRevoked() throws Exception {
        AccountStanding revoked = new AccountStanding("alice", 7, false, 0, 2000);
        answer(TOKEN, json(revoked));
        assertThat(get(rest.accounts(APP).revokeTokens("alice"))).isEqualTo(revoked);
        assertAsked("DELETE", TOKEN + "?appAccount=alice");
    }

    @Test
    void howAnAccountStandsIsAskedFor() throws Exception {
        answer(BAN, json(BANNED));
        assertThat(get(rest.accounts(APP).standing("mallory"))).isEqualTo(BANNED);
        assertAsked("GET", BAN + "?appAccount=mallory");
    }

    @Test
    void anAccountThatIsNotThereIsARefusal() {
        refuse(BAN, 404, "appAccount: no such account");
        assertRefused(rest.accounts(APP).ban("nobody"), 404, "appAccount: no such account");
    }
}
