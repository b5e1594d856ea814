package io.openmimc.callback.admin;

/**
 * How callbacks of an app fare.
 *
 * @param instant how the instant URL stands, for the replica that answers: {@code none}, {@code closed}: calls go out,
 *     {@code open}: it failed too often in a row and is left alone for a while, {@code half_open}: one call will try it
 *     again, {@code trying}: that call is under way
 * @param offline the same for the offline URL
 * @param waiting callbacks that wait for another attempt; not counted beyond 10,000
 */
public record StateView(String instant, String offline, long waiting) {}
