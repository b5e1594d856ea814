package io.openmimc.gateway.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many logins are worked on, and how long one may wait. SDKs drop a connection 5 s after a BIND without an answer. */
@ConfigMapping(prefix = "openmimc.gateway.logins")
interface LoginConfig {
    /** Logins worked on at once, from the check of the token to the first page of the inbox. */
    @WithDefault("32")
    int atOnce();

    /** A login that would wait longer for its turn is refused at once; one that has, when its turn comes. Unit: duration. */
    @WithDefault("2500ms")
    Duration maxWait();

    /** Logins waiting at once, however fast they go. */
    @WithDefault("10000")
    int maxWaiting();

    /** A login that is not decided by then is refused. Unit: duration. */
    @WithDefault("4500ms")
    Duration answerTimeout();

    /** So long after its answer a login's turn lasts at most, though history-service has not answered. Unit: duration. */
    @WithDefault("250ms")
    Duration pullGrace();
}
