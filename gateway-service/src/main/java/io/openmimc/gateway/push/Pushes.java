package io.openmimc.gateway.push;

import io.openmimc.gateway.accept.Acceptor;
import io.openmimc.gateway.accept.Sender;
import io.openmimc.gateway.limit.SendLimits;
import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.kit.rest.Callers;
import io.openmimc.kit.rest.Fields;
import io.openmimc.proto.accounts.AppSettings;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Sends pushes of those who know the app's secret. */
@Singleton
class Pushes {
    private static final long NOBODY = 0;

    private final Callers callers;
    private final AccountDirectory accounts;
    private final SendLimits limits;
    private final Acceptor acceptor;
    private final PacketIds ids = new PacketIds();

    Pushes(Callers callers, AccountDirectory accounts, SendLimits limits, Acceptor acceptor) {
        this.callers = callers;
        this.accounts = accounts;
        this.limits = limits;
        this.acceptor = acceptor;
    }

    /**
     * Sends a push as {@code reading} makes it of the body, once the body's credentials are found right.
     *
     * @return fails with {@code ImException} BAD_REQUEST, UNAUTHORIZED, RATE_LIMITED or UNAVAILABLE when no message of it
     *     was sent
     */
    CompletionStage<PushOutcome> send(@Nullable PushRequest request, Function<PushRequest, Push> reading) {
        PushRequest body = Fields.body(request);
        PushCredentials caller = PushCredentials.of(body);
        return callers.authenticate(caller.appId(), caller.appKey(), caller.appSecret())
                .thenCompose(app -> {
                    Push push = reading.apply(body);
                    limits.push(app, push.kind(), push.to().size());
                    return uuid(push).thenCompose(uuid -> new PushRun(push, acceptor.lane(sender(push, app, uuid)), ids)
                            .start());
                });
    }

    /** An account that nobody knows is no member of a topic: it is not brought into being by a push to one. */
    private CompletionStage<Long> uuid(Push push) {
        return push.toTopics()
                ? accounts.find(push.appId(), List.of(push.fromAccount()))
                        .thenApply(found -> found.getOrDefault(push.fromAccount(), NOBODY))
                : accounts.uuid(push.appId(), push.fromAccount());
    }

    private static Sender sender(Push push, AppSettings app, long uuid) {
        return new Sender(push.appId(), app.getPackage(), uuid, push.fromAccount(), push.fromResource());
    }
}
