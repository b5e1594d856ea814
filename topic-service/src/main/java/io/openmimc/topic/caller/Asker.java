package io.openmimc.topic.caller;

import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;

/**
 * The account that calls, and what its app allows.
 *
 * @param temporary the account goes by itself some day
 * @param maxMembers members that a topic of the app may have
 */
public record Asker(long appId, String account, long uuid, boolean temporary, int maxMembers) {
    /** The most accounts that one call may name. */
    public static final int MAX_NAMED = 1_000;

    /** @throws ImException FORBIDDEN for a temporary account */
    public void checkStays() {
        if (temporary) {
            throw new ImException(ErrorCode.FORBIDDEN, "a temporary account cannot create a group");
        }
    }

    /**
     * @param people how many a topic would have at least
     * @throws ImException BAD_REQUEST beyond {@link #MAX_NAMED}, FORBIDDEN if a topic cannot have so many
     */
    public void checkFits(int people) {
        // First: a call that no app may make is wrong in itself, whatever this app allows.
        checkNamed(people);
        if (people > maxMembers) {
            throw full(maxMembers);
        }
    }

    /** @throws ImException BAD_REQUEST beyond {@link #MAX_NAMED} */
    public void checkNamed(int accounts) {
        if (accounts > MAX_NAMED) {
            throw new ImException(ErrorCode.BAD_REQUEST, "accounts: more than " + MAX_NAMED + " in one call");
        }
    }

    /** The refusal where a topic would have too many members. */
    public static ImException full(int maxMembers) {
        return new ImException(
                ErrorCode.FORBIDDEN, "the group would have more than " + maxMembers + " members, nobody was added");
    }
}
