package io.openmimc.kit.management;

import java.net.URI;
import org.eclipse.microprofile.config.ConfigProvider;

/** The management port of the service under test, which took a free one. */
public final class ManagementPort {
    private ManagementPort() {}

    /** Where a path, such as {@code /q/health/ready}, is there. */
    public static URI uri(String path) {
        int port = ConfigProvider.getConfig().getValue("quarkus.management.test-port", Integer.class);
        return URI.create("http://localhost:" + port + path);
    }
}
