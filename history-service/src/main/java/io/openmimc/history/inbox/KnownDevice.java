package io.openmimc.history.inbox;

/**
 * A device that has pulled within the last thirty days.
 *
 * @param cursor position of the last row it has taken; 0: none
 * @param lastSeenMs ms since the Unix epoch, exact to a day
 */
public record KnownDevice(String resource, long cursor, long lastSeenMs) {}
