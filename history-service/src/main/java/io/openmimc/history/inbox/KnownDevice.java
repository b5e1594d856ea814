package io.openmimc.history.inbox;

import java.util.Set;

/**
 * A device that has pulled within the last thirty days.
 *
 * @param cursor position of the last row it has taken; 0: none
 * @param lastSeenMs ms since the Unix epoch, exact to a day
 * @param firstLoginMs ms since the Unix epoch; 0: before all that is in the inbox
 * @param appId of the account; 0: not known, it was stored by an older release
 */
public record KnownDevice(String resource, long cursor, long lastSeenMs, long firstLoginMs, long appId) {
    /**
     * Whether a row is not for this device: another one had taken the message before this one came.
     * docs/adr/0018-what-was-taken-before-a-device-came-is-history.md
     *
     * @param acceptedMs of the message
     * @param taken who has taken it
     * @param owed who gets it nevertheless
     */
    boolean cameAfter(long acceptedMs, Set<String> taken, Set<String> owed) {
        return acceptedMs <= firstLoginMs && !taken.isEmpty() && !owed.contains(resource);
    }
}
