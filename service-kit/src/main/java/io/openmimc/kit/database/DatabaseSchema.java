package io.openmimc.kit.database;

import io.openmimc.kit.setup.Contraction;
import io.openmimc.kit.setup.Provision;
import io.openmimc.kit.setup.SetupException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** The schema of a service that has Flyway; it makes one bean of this class. Of processes at once, one works at a time. */
public final class DatabaseSchema implements Provision {
    private final String schema;
    private final Flyway flyway;
    private final String release;

    /** @param release of this process, as {@code quarkus.application.version} has it */
    public DatabaseSchema(String schema, Flyway flyway, String release) {
        this.schema = schema;
        this.flyway = flyway;
        this.release = release;
    }

    @Override
    public String name() {
        return "schema " + schema + " in PostgreSQL";
    }

    @Override
    public List<String> make() {
        try {
            List<String> pending = scripts(flyway.info().pending());
            int made = flyway.migrate().migrationsExecuted;
            // Another process may have made some of them meanwhile.
            return made == 0
                    ? List.of()
                    : List.of(made == pending.size() ? "made " + pending : made + " of " + pending + " made");
        } catch (FlywayValidateException e) {
            throw new SetupException(
                    "its migrations are not those of this release (released files never change): " + e.getMessage(), e);
        }
    }

    /** @throws FlywayException while PostgreSQL does not answer */
    @Override
    public List<String> missing() {
        MigrationInfoService info = flyway.info();
        List<String> missing = new ArrayList<>();
        for (MigrationInfo each : info.all()) {
            if (each.getState().isFailed()) {
                missing.add(file(each) + " failed");
            }
            if (each.getState().isApplied() && !each.getState().isResolved()) {
                Contraction.of(file(each))
                        .filter(contraction -> contraction.hits(release))
                        .ifPresent(contraction -> missing.add(contraction.refusal(release)));
            }
        }
        missing.addAll(scripts(info.pending()));
        return missing;
    }

    private static List<String> scripts(MigrationInfo[] migrations) {
        return Arrays.stream(migrations).map(DatabaseSchema::file).toList();
    }

    /** Where it was found comes before its name in some ways of looking for it. */
    private static String file(MigrationInfo migration) {
        String script = migration.getScript();
        return script.substring(script.lastIndexOf('/') + 1);
    }
}
