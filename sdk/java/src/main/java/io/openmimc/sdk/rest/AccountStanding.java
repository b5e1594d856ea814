package io.openmimc.sdk.rest;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How an account stands. Times are milliseconds since the Unix epoch.
 *
 * @param bannedAt 0: it is not banned
 * @param tokensRevokedAt the last time; 0: they never were
 */
public record AccountStanding(String account, long uuid, boolean banned, long bannedAt, long tokensRevokedAt) {
    static AccountStanding of(JsonNode data) {
        return new AccountStanding(
                data.path("appAccount").asText(),
                data.path("uuid").asLong(),
                data.path("banned").asBoolean(),
                data.path("bannedAt").asLong(),
                data.path("tokensRevokedAt").asLong());
    }
}
