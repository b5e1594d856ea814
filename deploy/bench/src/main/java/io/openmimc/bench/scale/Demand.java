package io.openmimc.bench.scale;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.openmimc.bench.BenchException;

/**
 * What is to be carried, at the busiest moment, and with how much to spare.
 *
 * @param devices connected at once
 * @param messages a second that are sent, those into groups included
 * @param payloadBytes of a message
 * @param onlineShare of recipients, 0 to 1; the others get rows in their inboxes
 * @param groupShare of messages that are sent into groups, 0 to 1
 * @param groupMembers of such a group, the sender included
 * @param utilisation of processors and disks when a zone is lost, above 0, 1 at most
 * @param zones over which all is spread evenly, of which one may be lost; 1: none may
 */
public record Demand(
        @JsonProperty("devices") double devices,
        @JsonProperty("messages_per_s") double messages,
        @JsonProperty("payload_bytes") int payloadBytes,
        @JsonProperty("online_share") double onlineShare,
        @JsonProperty("group_share") double groupShare,
        @JsonProperty("group_members") int groupMembers,
        @JsonProperty("utilisation") double utilisation,
        @JsonProperty("zones") int zones) {
    /** @throws BenchException where a number is out of its range; the message names the option */
    public Demand {
        require(devices >= 1 && devices <= 1e12, "--devices must be 1 at least.");
        require(messages > 0 && messages <= 1e12, "--messages must be above 0.");
        require(payloadBytes >= 0, "--payload-bytes must be 0 at least.");
        require(isShare(onlineShare), "--online-share must be between 0 and 1.");
        require(isShare(groupShare), "--group-share must be between 0 and 1.");
        require(groupMembers >= 2, "--group-members must be 2 at least.");
        require(utilisation > 0 && utilisation <= 1, "--utilisation must be above 0, and 1 at most.");
        require(zones >= 1, "--zones must be 1 at least.");
    }

    private static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new BenchException(message);
        }
    }

    /** One-to-one messages a second. */
    double single() {
        return messages * (1 - groupShare);
    }

    /** Deliveries a second that messages into groups ask for, recipients that are away included. */
    double groupRecipients() {
        return messages * groupShare * (groupMembers - 1);
    }

    /** Recipients a second, one device each. */
    double recipients() {
        return single() + groupRecipients();
    }

    /** Rows a second that inboxes get. */
    double rows() {
        return recipients() * (1 - onlineShare);
    }

    /** What there must be for one that is needed, so that the other zones do without one. */
    double zoneFactor() {
        return zones == 1 ? 1 : zones / (zones - 1.0);
    }

    /** What there must be for one that is busy all the time. */
    double headroom() {
        return zoneFactor() / utilisation;
    }
}
