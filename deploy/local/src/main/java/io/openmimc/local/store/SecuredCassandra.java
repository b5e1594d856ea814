package io.openmimc.local.store;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A {@link Cassandra} for tests that speaks TLS only, asks for a password and looks at rights. Its first user is
 * {@code cassandra} with that password, soon after it is ready.
 *
 * @param certificates have issued one that is called {@code cassandra}
 */
public record SecuredCassandra(Cassandra cassandra, Certificates certificates) implements Program {
    @Override
    public String name() {
        return cassandra.name();
    }

    @Override
    public int port() {
        return cassandra.port();
    }

    @Override
    public List<Integer> ports() {
        return cassandra.ports();
    }

    @Override
    public void prepare(Path log) throws IOException {
        cassandra.prepare(log);
        Path more = cassandra.file("secured.yaml");
        Texts.write(
                "cassandra/secured.yaml",
                Map.of("keyStore", certificates.keyStore("cassandra"), "password", Certificates.PASSWORD),
                more);
        Files.writeString(cassandra.file("cassandra.yaml"), Files.readString(more), StandardOpenOption.APPEND);
    }

    @Override
    public Command command() {
        return cassandra.command();
    }

    @Override
    public boolean ready(long pid) throws IOException {
        return cassandra.ready(certificates.sockets());
    }

    @Override
    public Duration startTimeout() {
        return cassandra.startTimeout();
    }
}
