package io.openmimc.kit.topic;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where rosters come from. All stages fail with {@link io.openmimc.proto.ImException} only. */
interface RosterSource {
    /**
     * The roster as it is now.
     *
     * @param known answered again if it is still true
     * @return fails with NOT_FOUND, UNAVAILABLE
     */
    CompletableFuture<Roster> load(TopicKey topic, @Nullable Roster known);

    /**
     * The versions of topics, in their order; 0 for one that is not there.
     *
     * @param topics at most {@link #MAX_VERSIONS}
     */
    CompletableFuture<List<Long>> versions(List<TopicKey> topics);

    /** Most topics of one {@link #versions} call. */
    int MAX_VERSIONS = 1_000;
}
