package io.openmimc.kit.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The one step that is done at a release, and never to make a test pass: docs/operations.md, "Upgrades". */
@EnabledIfSystemProperty(named = "contract.release", matches = "\\d+\\.\\d+\\.\\d+")
class TakeMigrationSnapshot {
    @Test
    void whatThisReleaseHasStaysForGood() throws Exception {
        ReleasedMigrations.write(System.getProperty("contract.release"), MigrationFile.all());
        assertThat(ReleasedMigrations.read()).hasSameSizeAs(MigrationFile.all());
    }
}
