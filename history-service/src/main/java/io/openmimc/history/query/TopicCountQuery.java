package io.openmimc.history.query;

import io.openmimc.kit.rest.JsonId;
import io.openmimc.kit.rest.JsonMillis;
import org.jspecify.annotations.Nullable;

/**
 * The last messages of a topic before a time.
 *
 * @param appId may be left out where a token says it
 * @param account the caller's
 * @param utcToTime ms since the Unix epoch
 * @param count 1 to 200
 */
public record TopicCountQuery(
        @JsonId @Nullable Long appId,
        @Nullable String account,
        @JsonId @Nullable Long topicId,
        @JsonMillis @Nullable Long utcToTime,
        @JsonMillis @Nullable Long count) {}
