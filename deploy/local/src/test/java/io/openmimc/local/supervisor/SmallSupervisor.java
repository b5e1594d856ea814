package io.openmimc.local.supervisor;

import io.openmimc.local.process.Program;
import io.openmimc.local.process.Stack;
import io.openmimc.local.service.Deployment;
import io.openmimc.local.service.PortSetting;
import io.openmimc.local.service.Secrets;
import io.openmimc.local.service.Settings;
import io.openmimc.local.store.Postgresql;
import io.openmimc.local.store.Redis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The real supervisor over the store that starts fastest, on a free port. */
public final class SmallSupervisor {
    /** The file whose presence adds a PostgreSQL, which is a tree of processes and takes longer to prepare. */
    public static Path withPostgresql(Home home) {
        return home.directory().resolve("with-postgresql");
    }

    private SmallSupervisor() {}

    public static void main(String[] args) throws IOException {
        Home home = new Home(Path.of(args[0]));
        Settings settings = Settings.free(Secrets.random());
        List<Program> programs = new ArrayList<>();
        programs.add(new Redis(settings.port(PortSetting.REDIS), home.data().resolve("redis")));
        if (Files.exists(withPostgresql(home))) {
            programs.add(new Postgresql(
                    settings.port(PortSetting.POSTGRESQL),
                    home.data().resolve("postgresql"),
                    settings.secrets().databasePassword()));
        }
        Stack stack = new Stack(programs, home.logs());
        new Supervisor(home, new Deployment(settings, home.data(), home::application), stack, System.out).run();
    }
}
