package io.openmimc.kit.start;

import java.util.List;

/**
 * Settings without which a service must not start, such as a secret that everybody knows. Every bean of this type is asked
 * once, before the first request: {@link Requirements}.
 */
public interface Requirement {
    /**
     * What is missing or wrong: one sentence each, which begins with the environment variable and says what to do. Never
     * holds a secret. Empty when nothing is.
     */
    List<String> unmet();
}
