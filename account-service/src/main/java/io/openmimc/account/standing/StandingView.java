package io.openmimc.account.standing;

import io.openmimc.kit.rest.JsonId;

/**
 * The standing of an account. Times are milliseconds since the Unix epoch.
 *
 * @param bannedAt 0: it is not banned
 * @param tokensRevokedAt the last time; 0: they never were
 */
public record StandingView(String appAccount, @JsonId long uuid, boolean banned, long bannedAt, long tokensRevokedAt) {}
