package io.openmimc.kit.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/** What every public door answers to hostile HTTP. A test class implements it and says where the door is. */
public interface HostileHttpContract {
    /** The door. */
    Target target();

    /** The beginning of paths that come to whoever answers for this door, and to no endpoint. */
    default String nobody() {
        return "/api/nobody";
    }

    @Test
    default void hostileHttpIsAnsweredWithAnEnvelope() {
        Target target = target();
        List<HostileRequest> requests = HostileRequests.all(target, nobody());
        assertThat(requests).hasSizeGreaterThanOrEqualTo(60);
        SoftAssertions all = new SoftAssertions();
        for (HostileRequest request : requests) {
            try {
                request.check(target);
            } catch (IOException | AssertionError e) {
                all.fail(request.name() + ": " + e.getMessage().replaceAll("\\s+", " "), e);
            }
        }
        all.assertAll();
    }
}
