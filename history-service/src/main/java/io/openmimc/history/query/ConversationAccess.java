package io.openmimc.history.query;

import io.openmimc.history.archive.Conversation;
import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.kit.rest.Caller;
import io.openmimc.proto.AccountName;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who may read a conversation: its two accounts. Nobody is created by asking. */
@Singleton
class ConversationAccess {
    private final AccountDirectory accounts;

    ConversationAccess(AccountDirectory accounts) {
        this.accounts = accounts;
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
