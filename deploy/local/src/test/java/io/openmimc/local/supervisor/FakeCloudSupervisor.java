package io.openmimc.local.supervisor;

import io.openmimc.local.service.Deployment;
import io.openmimc.local.service.FakeService;
import io.openmimc.local.service.Secrets;
import io.openmimc.local.service.Settings;
import io.openmimc.local.service.StoreSetting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The real supervisor over a real edge and services that are {@link FakeService}s, without any store, on free ports. */
public final class FakeCloudSupervisor {
    private static final Map<StoreSetting, String> ELSEWHERE = Map.of(
            StoreSetting.POSTGRESQL, "postgresql://user:password@127.0.0.1:1/none",
            StoreSetting.REDIS, "redis://127.0.0.1:1",
            StoreSetting.KAFKA, "127.0.0.1:1",
            StoreSetting.CASSANDRA, "127.0.0.1:1");

    private FakeCloudSupervisor() {}

    /** Where the services are packed; a file {@code broken} there lets none start any more. */
    public static Path applications(Home home) {
        return home.directory().resolve("fake");
    }

    public static void main(String[] args) throws IOException {
        Home home = new Home(Path.of(args[0]));
        FakeService.pack(applications(home));
        Settings free = Settings.free(Secrets.random());
        Settings settings = new Settings(free.ports(), ELSEWHERE, free.secrets())
                .with(Start.of(List.of(args).subList(1, args.length)).replicasOrNone());
        Deployment deployment = new Deployment(settings, home.data(), service -> applications(home));
        new Supervisor(home, deployment, deployment.stack(home.logs()), System.out).run();
    }
}
