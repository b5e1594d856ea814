package io.openmimc.kit.rest;

/**
 * Who is calling: an account of an app. From a verified token or the app's credentials, never from the body.
 *
 * @param uuid the account's uuid
 * @param temporary the account goes by itself some day
 */
public record Caller(long appId, String account, long uuid, boolean temporary) {}
