package io.openmimc.callback.admin;

/** How many callbacks are sent again. */
public record Resent(int count) {}
