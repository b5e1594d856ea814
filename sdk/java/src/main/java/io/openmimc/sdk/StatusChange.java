package io.openmimc.sdk;

/**
 * @param reason why, in words for a log; {@code single-resource-kick} where another login of the same resource threw this
 *     one out
 */
public record StatusChange(Status status, String reason) {}
