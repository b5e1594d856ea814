package io.openmimc.history.query;

import io.openmimc.kit.rest.JsonId;
import io.openmimc.kit.rest.JsonMillis;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a topic in {@code [utcFromTime, utcToTime)}.
 *
 * @param appId may be left out where a token says it
 * @param account the caller's
 * @param utcFromTime ms since the Unix epoch
 * @param utcToTime at most 24 h later
 */
public record TopicTimeQuery(
        @JsonId @Nullable Long appId,
        @Nullable String account,
        @JsonId @Nullable Long topicId,
        @JsonMillis @Nullable Long utcFromTime,
        @JsonMillis @Nullable Long utcToTime) {}
