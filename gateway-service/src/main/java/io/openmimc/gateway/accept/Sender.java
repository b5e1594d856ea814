package io.openmimc.gateway.accept;

/**
 * Who sends: the identity of a login or of a push, never what the client wrote into its packet.
 *
 * @param appPackage the app's package name
 * @param resource the sending device; it gets no copy of what it sends
 */
public record Sender(long appId, String appPackage, long uuid, String account, String resource) {}
