package io.openmimc.kit.device;

/**
 * One login of a resource that is connected now.
 *
 * @param gateway id of the gateway's process; a restarted gateway has another one
 * @param address {@code host:port} of that gateway's gRPC server
 * @param session 63 random bits, not given twice by that gateway; nobody is to guess one
 * @param loginMs ms since the Unix epoch; of two logins of a resource the newer has the larger one
 */
public record Login(String gateway, String address, long session, long loginMs) {}
