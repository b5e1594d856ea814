package io.openmimc.kit.standin;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openmimc.kit.rpc.Arrows;
import io.openmimc.kit.rpc.InnerTls;
import io.openmimc.kit.rpc.InnerTlsConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Calls between services without TLS, for tests of what is beside it. */
public final class InnerTlsStandIn {
    private InnerTlsStandIn() {}

    public static InnerTls off() {
        return new InnerTls(new Off(), Arrows.GATEWAY, true, new SimpleMeterRegistry());
    }

    private record Off() implements InnerTlsConfig {
        @Override
        public Mode mode() {
            return Mode.OFF;
        }

        @Override
        public Optional<Path> certificate() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> key() {
            return Optional.empty();
        }

        @Override
        public Optional<Path> ca() {
            return Optional.empty();
        }

        @Override
        public Duration reload() {
            return Duration.ofSeconds(10);
        }
    }
}
