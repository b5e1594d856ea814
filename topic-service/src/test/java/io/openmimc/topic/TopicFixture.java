package io.openmimc.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.openmimc.kit.standin.AccountServiceStandIn;
import io.openmimc.local.LocalStack;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;

/** What tests of the running service share: the real stores, an account-service, and an app of their own. */
public abstract class TopicFixture {
    public LocalStack stack;
    public AccountServiceStandIn accounts;

    @ConfigProperty(name = "openmimc.kafka.bootstrap")
    protected String kafka;

    protected Api api;

    @BeforeEach
    void anAppOfItsOwn() {
        api = app(500);
    }

    /** An app whose topics may have so many members. */
    protected Api app(int maxMembers) {
        long appId = accounts.newAppId();
        var settings = AccountServiceStandIn.settings(appId);
        settings.getLimitsBuilder().setTopicMembers(maxMembers);
        accounts.app(settings.build());
        return new Api(accounts, appId);
    }

    /** {@code count} names that start alike, separated by commas. */
    protected static String names(String start, int count) {
        return IntStream.range(0, count).mapToObj(i -> start + i).collect(Collectors.joining(","));
    }

    protected static List<Api.Answer> all(List<CompletableFuture<Api.Answer>> calls) {
        List<Api.Answer> answers = new ArrayList<>();
        calls.forEach(call -> answers.add(call.join()));
        return answers;
    }

    protected static long withCode(List<Api.Answer> answers, int code) {
        return answers.stream().filter(answer -> answer.code() == code).count();
    }

    protected static void assertRefused(Api.Answer answer, int code, String message) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).as(answer.message()).isEqualTo(code);
        assertThat(answer.message()).contains(message);
        assertThat(answer.json().<Object>get("data")).isNull();
        assertThat(answer.json().getMap("")).containsKey("data");
        assertThat(answer.http().headers().firstValue("Content-Type")).contains("application/json;charset=UTF-8");
    }
}
