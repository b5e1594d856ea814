package io.openmimc.history.query;

import io.openmimc.kit.rest.JsonId;
import org.jspecify.annotations.Nullable;

/**
 * Messages in {@code [startSeq, stopSeq)}, the first 500 of them.
 *
 * @param appId may be left out where a token says it
 */
public record SequenceQuery(
        @JsonId @Nullable Long appId,
        @Nullable String fromAccount,
        @Nullable String toAccount,
        @JsonId @Nullable Long startSeq,
        @JsonId @Nullable Long stopSeq) {}
