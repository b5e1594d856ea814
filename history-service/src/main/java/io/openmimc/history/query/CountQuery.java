package io.openmimc.history.query;

import io.openmimc.kit.rest.JsonId;
import io.openmimc.kit.rest.JsonMillis;
import org.jspecify.annotations.Nullable;

/**
 * The last messages before a time.
 *
 * @param appId may be left out where a token says it
 * @param utcToTime ms since the Unix epoch
 * @param count 1 to 200
 */
public record CountQuery(
        @JsonId @Nullable Long appId,
        @Nullable String fromAccount,
        @Nullable String toAccount,
        @JsonMillis @Nullable Long utcToTime,
        @JsonMillis @Nullable Long count) {}
