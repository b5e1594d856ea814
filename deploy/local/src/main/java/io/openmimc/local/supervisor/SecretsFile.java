package io.openmimc.local.supervisor;

import io.openmimc.local.service.Secrets;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.util.Map;
import java.util.Properties;

/** Secrets of this machine: generated once, kept in a file that only its owner can read. */
public final class SecretsFile {
    private SecretsFile() {}

    /** Reads them, or generates them the first time; the environment goes first. */
    public static Secrets of(Home home, Map<String, String> environment) throws IOException {
        Properties kept = new Properties();
        if (Files.exists(home.secrets())) {
            try (Reader reader = Files.newBufferedReader(home.secrets())) {
                kept.load(reader);
            }
        } else {
            Secrets fresh = Secrets.random();
            kept.setProperty("OPENMIMC_SECRET", fresh.deployment());
            kept.setProperty("OPENMIMC_ADMIN_TOKEN", fresh.adminToken());
            kept.setProperty("databasePassword", fresh.databasePassword());
            StringWriter text = new StringWriter();
            kept.store(text, "Generated on this machine. ./mimc reset makes new ones.");
            home.write(home.secrets(), text.toString());
        }
        return new Secrets(
                environment.getOrDefault("OPENMIMC_SECRET", kept.getProperty("OPENMIMC_SECRET", "")),
                environment.getOrDefault("OPENMIMC_ADMIN_TOKEN", kept.getProperty("OPENMIMC_ADMIN_TOKEN", "")),
                kept.getProperty("databasePassword", ""));
    }
}
