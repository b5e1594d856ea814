package io.openmimc.history.query;

import io.openmimc.kit.rest.JsonId;
import org.jspecify.annotations.Nullable;

/**
 * Messages of a topic in {@code [startSeq, stopSeq)}, the first 500 of them.
 *
 * @param appId may be left out where a token says it
 * @param account the caller's
 */
public record TopicSequenceQuery(
        @JsonId @Nullable Long appId,
        @Nullable String account,
        @JsonId @Nullable Long topicId,
        @JsonId @Nullable Long startSeq,
        @JsonId @Nullable Long stopSeq) {}
