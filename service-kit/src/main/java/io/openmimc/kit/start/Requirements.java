package io.openmimc.kit.start;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * That all {@link Requirement}s are met: with one that is not, this bean cannot be made, and the process ends with code 1
 * and one message that lists them all. Whatever must not exist before that, or would wait for a store first, injects it.
 */
@Singleton
public class Requirements {
    private static final int FIRST = 1;

    /** @throws StartRefusedException when a requirement is not met */
    @Inject
    Requirements(
            @Any Instance<Requirement> all,
            @ConfigProperty(name = "quarkus.application.name", defaultValue = "the service") String service) {
        this(service, all.stream().map(Requirement::unmet).toList());
    }

    Requirements(String service, Collection<List<String>> unmet) {
        List<String> lines = unmet.stream().flatMap(List::stream).sorted().toList();
        if (!lines.isEmpty()) {
            throw new StartRefusedException(refusal(service, lines));
        }
    }

    private static String refusal(String service, List<String> lines) {
        return lines.stream()
                .map(line -> "  - " + line)
                .collect(Collectors.joining(
                        "\n",
                        service + " does not start: " + lines.size() + (lines.size() == 1 ? " setting" : " settings")
                                + " to be mended, see docs/operations.md.\n",
                        ""));
    }

    /** Before any other observer uses a store. */
    void check(@Observes @Priority(FIRST) StartupEvent started) {}
}
