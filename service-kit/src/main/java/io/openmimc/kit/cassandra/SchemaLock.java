package io.openmimc.kit.cassandra;

import java.util.UUID;

/** A row that one process at a time has, for as long as it renews it: whoever dies with it keeps others for a minute. */
final class SchemaLock {
    /** Longer than a statement and the wait for all nodes may take. */
    private static final int SECONDS = 60;

    private final Ddl ddl;
    private final String table;
    private final String name;
    private final String owner = UUID.randomUUID().toString();

    /** @param name one lock of its own for each */
    SchemaLock(Ddl ddl, String keyspace, String name) {
        this.ddl = ddl;
        this.table = keyspace + ".schema_lock";
        this.name = name;
    }

    boolean taken() {
        var answer = ddl.execute(
                "INSERT INTO " + table + " (name, owner) VALUES (?, ?) IF NOT EXISTS USING TTL " + SECONDS,
                name,
                owner);
        if (answer.wasApplied()) {
            return true;
        }
        // An attempt whose answer was lost had worked.
        var row = answer.one();
        return row != null && owner.equals(row.getString("owner"));
    }

    /** @throws IllegalStateException if somebody else may have it: begin anew */
    void renew() {
        boolean mine = ddl.execute(
                        "UPDATE " + table + " USING TTL " + SECONDS + " SET owner = ? WHERE name = ? IF owner = ?",
                        owner,
                        name,
                        owner)
                .wasApplied();
        if (!mine) {
            throw new IllegalStateException("the lock of the schema has lapsed, another process may be at work");
        }
    }

    void release() {
        ddl.execute("DELETE FROM " + table + " WHERE name = ? IF owner = ?", name, owner);
    }
}
