package io.openmimc.history.query;

import io.openmimc.history.archive.Conversation;
import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.kit.app.AppDirectory;
import io.openmimc.kit.limit.RateLimits;
import io.openmimc.kit.rest.Caller;
import io.openmimc.kit.rest.Callers;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who may read a conversation: its two accounts, at the rate of their app. Nobody is created by asking. */
@Singleton
class ConversationAccess {
    private static final int MAX_CALLERS = 100_000;
    private static final int BURST = 50;

    private final Callers callers;
    private final AppDirectory apps;
    private final AccountDirectory accounts;
    private final RateLimits<Long> limits = new RateLimits<>(MAX_CALLERS);

    ConversationAccess(Callers callers, AppDirectory apps, AccountDirectory accounts) {
        this.callers = callers;
        this.apps = apps;
        this.accounts = accounts;
    }

    /** The caller, counted; fails with {@link ImException} as {@link Callers#identify}, and RATE_LIMITED. */
    CompletionStage<Caller> caller(HttpHeaders headers, @Nullable Long appId) {
        return callers.identify(headers, appId)
                .thenCompose(caller -> apps.settings(caller.appId()).thenApply(settings -> {
                    int perSecond = settings.getLimits().getQueriesAccount();
                    if (!limits.tryTake(caller.uuid(), perSecond, Math.max(BURST, perSecond))) {
                        throw new ImException(
                                ErrorCode.RATE_LIMITED, "more than " + perSecond + " queries a second, try again");
                    }
                    return caller;
                }));
    }

    /**
     * The conversation of two accounts, empty if one of them does not exist; fails with {@link ImException} BAD_REQUEST,
     * FORBIDDEN, UNAVAILABLE.
     */
    CompletionStage<Optional<Conversation>> conversation(
            Caller caller, @Nullable String fromAccount, @Nullable String toAccount) {
        String from = AccountName.check("fromAccount", fromAccount);
        String to = AccountName.check("toAccount", toAccount);
        if (!caller.account().equals(from) && !caller.account().equals(to)) {
            throw new ImException(ErrorCode.FORBIDDEN, "the caller is neither fromAccount nor toAccount");
        }
        return accounts.find(caller.appId(), List.of(from, to)).thenApply(found -> of(caller, found, from, to));
    }

    private static Optional<Conversation> of(Caller caller, Map<String, Long> found, String from, String to) {
        Long one = found.get(from);
        Long other = found.get(to);
        return one == null || other == null
                ? Optional.empty()
                : Optional.of(Conversation.of(caller.appId(), one, other));
    }
}
