package io.openmimc.local.cli;

import io.openmimc.local.process.Program;
import io.openmimc.local.service.Secrets;
import io.openmimc.local.store.Postgresql;
import io.openmimc.local.supervisor.State;
import io.openmimc.local.supervisor.State.ProcessState;
import java.io.PrintStream;

/** What services that run elsewhere are told of the stores that run here. */
final class StoreAddresses {
    private final State state;
    private final Secrets secrets;

    StoreAddresses(State state, Secrets secrets) {
        this.state = state;
        this.secrets = secrets;
    }

    /** As settings of the services, passwords included. */
    void print(PrintStream out) {
        out.println();
        for (ProcessState store : state.processes()) {
            String address = store.host() + ":" + store.port();
            switch (store.name()) {
                case "postgresql":
                    out.println("OPENMIMC_POSTGRESQL_ADDRESS=" + address);
                    out.println("OPENMIMC_POSTGRESQL_DATABASE=" + Postgresql.DATABASE);
                    out.println("OPENMIMC_POSTGRESQL_USERNAME=" + Postgresql.USER);
                    out.println("OPENMIMC_POSTGRESQL_PASSWORD=" + secrets.databasePassword());
                    break;
                case "redis":
                    out.println("OPENMIMC_REDIS_URI=redis://" + address);
                    if (!store.host().equals(Program.LOOPBACK)) {
                        out.println("OPENMIMC_REDIS_PASSWORD=" + secrets.databasePassword());
                    }
                    break;
                case "kafka":
                    out.println("OPENMIMC_KAFKA_BOOTSTRAP=" + address);
                    break;
                case "cassandra":
                    out.println("OPENMIMC_CASSANDRA_CONTACT_POINTS=" + address);
                    out.println("OPENMIMC_CASSANDRA_DATACENTER=datacenter1");
                    break;
                default:
                    throw new IllegalStateException(store.name());
            }
        }
    }
}
