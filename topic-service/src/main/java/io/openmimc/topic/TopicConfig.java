package io.openmimc.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Limits of this service; how many members a topic may have is a limit of its app. */
@ConfigMapping(prefix = "openmimc.topic")
public interface TopicConfig {
    /**
     * Topics that an account may be in. They are listed in one answer, with bulletins of up to 16 KiB each. Calls that run at the same moment do not see each other's, so an account can get a
     * few more.
     */
    @WithDefault("500")
    int topicsAccount();

    /** Calls a second of an account; a burst may bring the calls of ten seconds at once. */
    @WithDefault("100")
    int requestsAccount();

    /** Calls a second of all accounts of an app; a burst may bring the calls of ten seconds at once. */
    @WithDefault("2000")
    int requestsApp();
}
