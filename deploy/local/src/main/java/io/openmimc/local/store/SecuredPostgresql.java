package io.openmimc.local.store;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A {@link Postgresql} for tests that refuses whoever does not speak TLS.
 *
 * @param certificates have issued one that is called {@code postgresql}
 */
public record SecuredPostgresql(Postgresql postgresql, Certificates certificates) implements Program {
    @Override
    public String name() {
        return postgresql.name();
    }

    @Override
    public int port() {
        return postgresql.port();
    }

    @Override
    public void prepare(Path log) throws IOException, InterruptedException {
        postgresql.prepare(log);
        Path access = postgresql.cluster().resolve("pg_hba.conf");
        Files.writeString(access, Files.readString(access).replaceAll("(?m)^host\\b", "hostssl"));
    }

    @Override
    public Command command() {
        Command plain = postgresql.command();
        List<String> line = new ArrayList<>(plain.line());
        line.addAll(List.of("-c", "ssl=on"));
        line.addAll(List.of("-c", "ssl_cert_file=" + certificates.certificate("postgresql")));
        line.addAll(List.of("-c", "ssl_key_file=" + certificates.key("postgresql")));
        return new Command(line, plain.environment(), plain.stopSignal());
    }

    @Override
    public boolean ready(long pid) throws IOException {
        return postgresql.ready(pid);
    }
}
