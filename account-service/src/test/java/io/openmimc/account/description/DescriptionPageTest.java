package io.openmimc.account.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DescriptionPageTest {
    @Test
    void thePageMayCallTheServersThatItShowsAndNoOther() {
        assertThat(DescriptionPage.policy(
                        List.of("https://im.example.com:8443/base", "https://im.example.com:8443/", "/here")))
                .contains("connect-src 'self' https://im.example.com:8443; ");
        assertThat(DescriptionPage.policy(List.of())).contains("connect-src 'self'; ");
    }
}
