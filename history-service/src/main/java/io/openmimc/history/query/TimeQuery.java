package io.openmimc.history.query;

import io.openmimc.kit.rest.JsonId;
import io.openmimc.kit.rest.JsonMillis;
import org.jspecify.annotations.Nullable;

/**
 * Messages of both directions in {@code [utcFromTime, utcToTime)}.
 *
 * @param appId may be left out where a token says it
 * @param utcFromTime ms since the Unix epoch
 * @param utcToTime at most 24 h later
 */
public record TimeQuery(
        @JsonId @Nullable Long appId,
        @Nullable String fromAccount,
        @Nullable String toAccount,
        @JsonMillis @Nullable Long utcFromTime,
        @JsonMillis @Nullable Long utcToTime) {}
