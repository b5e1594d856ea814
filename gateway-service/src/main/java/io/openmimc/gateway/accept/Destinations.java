package io.openmimc.gateway.accept;

import io.openmimc.gateway.block.BlockDirectory;
import io.openmimc.kit.account.AccountDirectory;
import io.openmimc.kit.account.AccountStandings;
import io.openmimc.kit.topic.TopicDirectory;
import io.openmimc.kit.topic.TopicKey;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletionStage;

/** Finds where messages go, and who may send there. */
@Singleton
class Destinations {
    private final AccountDirectory accounts;
    private final BlockDirectory blocks;
    private final TopicDirectory topics;
    private final AccountStandings standings;

    Destinations(AccountDirectory accounts, BlockDirectory blocks, TopicDirectory topics, AccountStandings standings) {
        this.accounts = accounts;
        this.blocks = blocks;
        this.topics = topics;
        this.standings = standings;
    }

    /**
     * A destination as the log knows it.
     *
     * @param id its key: the uuid of an account, or the topic id
     * @param topicVersion the version of the topic that the sender was found a member of, 0 for an account
     */
    record Found(long id, long topicVersion) {}

    /**
     * Finds a destination; an account that is not there yet is created.
     *
     * @return fails with {@link ImException}: NOT_FOUND without such a topic in the sender's app, FORBIDDEN if the sender
     *     is banned, is no member of it or the account has blocked it, UNAVAILABLE
     */
    CompletionStage<Found> find(Sender sender, Destination destination) {
        return standings.notBanned("from", sender.uuid()).thenCompose(good -> ofGoodStanding(sender, destination));
    }

    private CompletionStage<Found> ofGoodStanding(Sender sender, Destination destination) {
        if (!destination.isTopic()) {
            return accounts.uuid(sender.appId(), destination.account()).thenCompose(uuid -> account(sender, uuid));
        }
        return topics.rosterWith(new TopicKey(sender.appId(), destination.topicId()), sender.uuid())
                .thenApply(roster -> new Found(destination.topicId(), roster.version()));
    }

    private CompletionStage<Found> account(Sender sender, long uuid) {
        return blocks.hasBlocked(uuid, sender.uuid()).thenApply(blocked -> {
            if (blocked) {
                throw new ImException(ErrorCode.FORBIDDEN, "blocked by the recipient");
            }
            return new Found(uuid, 0);
        });
    }
}
