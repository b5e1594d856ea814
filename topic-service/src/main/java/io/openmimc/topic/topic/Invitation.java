package io.openmimc.topic.topic;

import org.jspecify.annotations.Nullable;

/** The body that invites accounts, separated by commas. */
public record Invitation(@Nullable String accounts) {}
