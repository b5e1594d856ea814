package io.openmimc.sdk.wire;

/**
 * Whose packets these are: one device of one account.
 *
 * @param appPackage as the token answer has it
 * @param uuid the account's number inside the app, {@code miUserId} of the token answer
 * @param resource names the device
 */
public record Identity(long appId, String appPackage, String account, long uuid, String resource) {}
