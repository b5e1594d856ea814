package io.openmimc.kit.device;

import org.jspecify.annotations.Nullable;

/**
 * A resource that an account has logged in with.
 *
 * @param login null while it is not connected
 * @param lastSeenMs ms since the Unix epoch; of a connected one its login
 */
public record Device(String resource, @Nullable Login login, long lastSeenMs) {}
