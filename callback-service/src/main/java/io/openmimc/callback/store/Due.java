package io.openmimc.callback.store;

/** One of an app's two URLs for which something is due. */
public record Due(long appId, boolean offline) {}
