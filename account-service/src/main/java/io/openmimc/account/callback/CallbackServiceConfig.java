package io.openmimc.account.callback;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

/** Where callback-service is, which knows what became of callbacks. */
@ConfigMapping(prefix = "openmimc.callbacks")
interface CallbackServiceConfig {
    /** {@code host:port} of its HTTP port, of one or more replicas, separated by commas; the first that takes a connection is asked. */
    @WithDefault("localhost:8095")
    List<String> addresses();

    /** An answer may take this long. Unit: duration; more than the ten seconds that an app's server has for a sample. */
    @WithDefault("15s")
    Duration answerTime();
}
