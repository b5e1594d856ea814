package io.openmimc.local.service;

import io.openmimc.local.edge.EdgeServer;
import io.openmimc.local.process.Command;
import io.openmimc.local.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The edge, run from the class path of this process. */
record Edge(Settings settings) implements Program {
    @Override
    public String name() {
        return "edge";
    }

    @Override
    public int port() {
        return settings.port(PortSetting.API);
    }

    @Override
    public Command command() {
        return Command.of(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xms16m",
                "-Xmx96m",
                "-Xss512k",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                EdgeServer.class.getName(),
                Integer.toString(port()),
                Integer.toString(settings.port(PortSetting.ACCOUNT_HTTP)),
                Integer.toString(settings.port(PortSetting.GATEWAY_HTTP)),
                Integer.toString(settings.port(PortSetting.HISTORY_HTTP)),
                Integer.toString(settings.port(PortSetting.TOPIC_HTTP)),
                Integer.toString(settings.port(PortSetting.CALLBACK_HTTP)),
                Integer.toString(settings.port(PortSetting.CONTACT_HTTP))));
    }

    /** Any answer: the edge is there even while the services behind it are not. */
    @Override
    public boolean ready(long pid) throws IOException {
        return HealthProbe.status(port(), "/") > 0;
    }
}
