package io.openmimc.proto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountNameTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "with space", "张三", "😀😀", "a,b", " "})
    void anyUnicodeButControlCharactersIsAnAccount(String account) {
        assertThat(AccountName.check("appAccount", account)).isEqualTo(account);
    }

    @Test
    void charactersAreCountedAsCodePoints() {
        String emoji = "😀".repeat(128);
        assertThat(AccountName.check("appAccount", emoji)).isEqualTo(emoji);
        refused(emoji + "a", "longer than 128 characters");
        refused("a".repeat(10_000), "longer than 128 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "\u0000", "a\u007f", "\u0085"})
    void controlCharactersAreRefused(String account) {
        refused(account, "control character");
    }

    @Test
    void missingAndEmptyAreRefusedByFieldName() {
        refused("", "missing");
        refused(null, "missing");
        refused("\ud83d", "not well-formed");
    }

    private static void refused(String account, String why) {
        assertThatExceptionOfType(ImException.class)
                .isThrownBy(() -> AccountName.check("appAccount", account))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST))
                .withMessageStartingWith("appAccount: ")
                .withMessageContaining(why);
    }
}
