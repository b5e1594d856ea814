package io.openmimc.kit.cassandra;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import java.util.UUID;

/** Statements that change the schema, and those around them: they have more time than others, and wait for all nodes. */
final class Ddl {
    private final CqlSession session;

    Ddl(CqlSession session) {
        this.session = session;
    }

    /** Returns when all nodes know of it; fails with IllegalStateException if they do not within some seconds. */
    void run(String statement) {
        execute(statement);
        if (!session.checkSchemaAgreement()) {
            throw new IllegalStateException("the nodes do not agree on the schema");
        }
    }

    /** Two nodes that create one table at the same moment would give it two ids, and lose rows: so the id is fixed. */
    void create(String keyspace, String table, String columns) {
        String name = keyspace + "." + table;
        run("CREATE TABLE IF NOT EXISTS " + name + " (" + columns + ") WITH id = "
                + UUID.nameUUIDFromBytes(("openmimc:" + name).getBytes(UTF_8)));
    }

    ResultSet execute(String statement, Object... values) {
        return session.execute(SimpleStatement.newInstance(statement, values)
                .setExecutionProfileName(Driver.SCHEMA)
                .setConsistencyLevel(DefaultConsistencyLevel.LOCAL_QUORUM));
    }
}
