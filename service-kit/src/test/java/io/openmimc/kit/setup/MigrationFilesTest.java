package io.openmimc.kit.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL and CQL of all services. docs/operations.md, "Upgrades" */
class MigrationFilesTest {
    @Test
    void noMigrationTakesAwayWhatTheLastReleaseNeeds() throws IOException {
        assertThat(MigrationFile.all())
                .isNotEmpty()
                .flatMap(ExpandOnly::objections)
                .isEmpty();
    }

    @Test
    void everyServiceWithTablesIsLookedAt() throws IOException {
        assertThat(MigrationFile.all())
                .extracting(file -> file.path().substring(0, file.path().indexOf('/')))
                .containsOnly(
                        "account-service", "callback-service", "contact-service", "history-service", "topic-service");
    }

    @Test
    void releasedMigrationsStayAsTheyWere() throws IOException {
        Map<String, String> now =
                MigrationFile.all().stream().collect(Collectors.toMap(MigrationFile::path, MigrationFile::sha256));
        assertThat(now).as("a change comes in a new file").containsAllEntriesOf(ReleasedMigrations.read());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE accounts DROP COLUMN name;",
                "DROP TABLE accounts;",
                "drop index accounts_by_name;",
                "ALTER TABLE accounts RENAME COLUMN name TO title;",
                "ALTER TABLE accounts RENAME TO people;",
                "ALTER TABLE accounts ALTER COLUMN name TYPE integer;",
                "ALTER TABLE accounts ALTER name SET DATA TYPE integer;",
                "ALTER TABLE accounts ALTER COLUMN name SET NOT NULL;",
                "ALTER TABLE accounts ADD COLUMN size integer NOT NULL;",
                "ALTER TABLE accounts ADD COLUMN a integer, ADD COLUMN b integer NOT NULL;",
                "ALTER TABLE accounts ADD CONSTRAINT short CHECK (length(name) < 9);",
                "ALTER TABLE accounts ADD UNIQUE (name);",
                "ALTER TABLE accounts ADD COLUMN id bigint PRIMARY KEY;",
                "CREATE UNIQUE INDEX accounts_by_name ON accounts (name);",
                "CREATE OR REPLACE FUNCTION now_ms() RETURNS bigint LANGUAGE sql AS 'SELECT 1';",
                "TRUNCATE accounts;",
                "DELETE FROM accounts WHERE name = '';",
                "REVOKE SELECT ON accounts FROM reader;",
                "ALTER TABLE accounts SET SCHEMA other;",
                "/* harmless */ ALTER TABLE accounts\n  DROP\n COLUMN name;",
            })
    void sqlThatTakesAwayIsRefused(String sql) {
        assertThat(ExpandOnly.objections(new MigrationFile("a-service/V2__x.sql", sql)))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE people (id bigint PRIMARY KEY, name text NOT NULL);",
                "ALTER TABLE accounts ADD COLUMN size integer;",
                "ALTER TABLE accounts ADD COLUMN size integer CHECK (size > 0);",
                "ALTER TABLE accounts ADD COLUMN size integer NOT NULL DEFAULT 0, ADD COLUMN b text;",
                "CREATE INDEX accounts_by_name ON accounts (name);",
                "CREATE TABLE p (id bigint); ALTER TABLE p ADD CONSTRAINT c UNIQUE (id); CREATE UNIQUE INDEX i ON p (id);",
                "-- nobody may DROP this\nINSERT INTO accounts (name) VALUES ('DROP TABLE accounts; it''s');",
                "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM x; END $$;",
                "UPDATE accounts SET size = 0 WHERE size IS NULL;",
            })
    void sqlThatOnlyAddsIsTaken(String sql) {
        assertThat(ExpandOnly.objections(new MigrationFile("a-service/V2__x.sql", sql)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE inbox DROP kind;",
                "ALTER TABLE inbox RENAME kind TO sort;",
                "ALTER TABLE inbox ALTER kind TYPE int;",
                "DROP TABLE inbox;",
                "TRUNCATE inbox;",
                "CREATE TABLE inbox (id int PRIMARY KEY);",
                "ALTER TABLE inbox ADD kind int;",
                "CREATE INDEX IF NOT EXISTS by_kind ON inbox (kind);",
            })
    void cqlThatTakesAwayOrCannotBeRepeatedIsRefused(String cql) {
        assertThat(ExpandOnly.objections(new MigrationFile("a-service/V2__x.cql", cql)))
                .hasSize(1);
    }

    @Test
    void whatNobodyNeedsAnyMoreMayGoInAFileThatSaysSo() {
        String sql = "-- Last needed by release 0.2.\nALTER TABLE accounts DROP COLUMN name;";
        assertThat(ExpandOnly.objections(new MigrationFile("s/V9__contract_after_0_2_names.sql", sql)))
                .isEmpty();
        assertThat(ExpandOnly.objections(new MigrationFile("s/V9__contract_after_0_3_names.sql", sql)))
                .hasSize(1);
        assertThat(ExpandOnly.objections(new MigrationFile("s/V9__names.sql", sql)))
                .hasSize(2);
        assertThat(ExpandOnly.objections(new MigrationFile("s/V9__contract_after_0_2_names.sql", "DROP TABLE x;")))
                .hasSize(2);
    }
}
