package io.openmimc.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.Message;
import io.openmimc.sdk.MimcClientBuilder;
import io.openmimc.sdk.SendOptions;
import io.openmimc.sdk.TokenSupplier;
import io.openmimc.sdk.format.Content;
import io.openmimc.sdk.format.Read;
import io.openmimc.sdk.format.Text;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two apps, a shop's for customers and its couriers' own, that use one app id. docs/message-formats.md */
@ExtendWith(CloudExtension.class)
class SharedAppTest {
    private final Cloud cloud;
    private final String customer = Cloud.account("customer");
    private final String courier = Cloud.account("courier");

    SharedAppTest(Cloud cloud) {
        this.cloud = cloud;
    }

    @Test
    void twoAppsOfOneAppIdWriteToEachOther() {
        try (Device shop = new Device(shop(customer)).login();
                Device rounds = new Device(rounds(courier)).login()) {
            Text question = Text.of("Where is my parcel? 📦");
            shop.send(courier, question.toBytes(), SendOptions.DEFAULT);
            Message got = rounds.awaitTaken(1).get(0);
            assertThat(got.from().account()).isEqualTo(customer);
            assertThat(Content.parse(got.payload())).contains(question);
            Read read = Read.of(question);
            rounds.send(customer, read.toBytes(), SendOptions.DEFAULT);
            Message answer = shop.awaitTaken(1).get(0);
            assertThat(answer.from().account()).isEqualTo(courier);
            assertThat(Content.parse(answer.payload())).contains(read);
        }
    }

    @Test
    void oneAccountInBothAppsHearsEverythingInBoth() {
        try (Device shop = new Device(shop(customer)).login();
                Device rounds = new Device(rounds(customer)).login();
                Device other = new Device(rounds(courier)).login()) {
            other.send(customer, "at the door");
            assertThat(shop.awaitTaken(1).get(0).text()).isEqualTo("at the door");
            assertThat(rounds.awaitTaken(1).get(0).text()).isEqualTo("at the door");
            shop.send(courier, "coming");
            assertThat(rounds.textsUntil("coming")).containsExactly("at the door", "coming");
        }
    }

    private MimcClientBuilder shop(String account) {
        return cloud.webSocket(account, "shop-1").tokenSupplier(tokens(account, "com.example.shop"));
    }

    private MimcClientBuilder rounds(String account) {
        return cloud.tcp(account, "rounds-1").tokenSupplier(tokens(account, "com.example.rounds"));
    }

    /** Tokens of the one app, for a client that names its own package in every packet. */
    private TokenSupplier tokens(String account, String appPackage) {
        TokenSupplier shared = cloud.rest().tokens(cloud.app(), account);
        return () -> shared.fetch()
                .thenApply(token -> new LoginToken(
                        token.appId(),
                        appPackage,
                        token.account(),
                        token.uuid(),
                        token.securityKey(),
                        token.token(),
                        token.frontEnd(),
                        token.relay()));
    }
}
