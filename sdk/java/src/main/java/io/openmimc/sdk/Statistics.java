package io.openmimc.sdk;

/**
 * What a client has done since it was made.
 *
 * @param acked messages of ours that the server took
 * @param resent times that a message was written again, after a lost connection, a temporary refusal or a missing answer
 * @param received messages that the listener took
 * @param duplicates messages that came again and were dropped
 * @param logins how often the client came online
 */
public record Statistics(long acked, long resent, long received, long duplicates, long logins) {}
