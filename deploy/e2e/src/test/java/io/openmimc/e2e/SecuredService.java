package io.openmimc.e2e;

import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A service of the local stack as production runs it: its profile, and stores with TLS and passwords. */
record SecuredService(Program service, Map<String, String> stores) implements Program {
    @Override
    public String name() {
        return service.name();
    }

    @Override
    public int port() {
        return service.port();
    }

    @Override
    public int managementPort() {
        return service.managementPort();
    }

    @Override
    public List<Integer> ports() {
        return service.ports();
    }

    @Override
    public Set<String> needs() {
        return service.needs();
    }

    @Override
    public void prepare(Path log) throws IOException, InterruptedException {
        service.prepare(log);
    }

    @Override
    public Command command() {
        Command local = service.command();
        Map<String, String> environment = new HashMap<>(local.environment());
        environment.keySet().removeIf(name -> name.startsWith("QUARKUS_DATASOURCE_"));
        environment.put("QUARKUS_PROFILE", "prod");
        // There is one of each store.
        environment.put("OPENMIMC_KAFKA_REPLICATION", "1");
        environment.put("OPENMIMC_CASSANDRA_REPLICATION_FACTOR", "1");
        stores.forEach((property, value) -> environment.put(
                property.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), value));
        return new Command(local.line(), environment, local.stopSignal());
    }

    @Override
    public boolean ready(long pid) throws IOException {
        return service.ready(pid);
    }

    @Override
    public Duration startTimeout() {
        return service.startTimeout();
    }

    @Override
    public String toString() {
        return name(); // not the passwords
    }
}
