package io.openmimc.kit.database;

import io.openmimc.kit.store.Refusals;
import io.openmimc.kit.store.Store;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What failures of PostgreSQL mean. */
public final class DatabaseFailures {
    private static final Logger LOG = Logger.getLogger(DatabaseFailures.class);

    /** Begins the states of those who are not let in. */
    private static final String REFUSED = "28";

    private DatabaseFailures() {}

    /** The refusal for a database that is away, which is logged. */
    public static Throwable unavailable(Throwable failure) {
        LOG.warnf("database does not answer reason=%s", reason(failure));
        return new ImException(ErrorCode.UNAVAILABLE, "the database does not answer, try again");
    }

    /** What a failure means to those who set it up, in one sentence. */
    public static String reason(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String state = state(cause);
            String said = String.valueOf(cause.getMessage());
            if (state != null && state.startsWith(REFUSED)) {
                return said.contains("pg_hba.conf")
                        ? "PostgreSQL does not let us in like this: look at OPENMIMC_POSTGRESQL_TLS, USERNAME and DATABASE"
                                + " (it says: " + said + ")"
                        : Refusals.credentials(Store.POSTGRESQL, said);
            }
        }
        return Refusals.tls(Store.POSTGRESQL, failure).orElse(String.valueOf(failure.getMessage()));
    }

    private static @Nullable String state(Throwable failure) {
        if (failure instanceof PgException refused) {
            return refused.getSqlState();
        }
        return failure instanceof SQLException refused ? refused.getSQLState() : null; // what Hibernate makes of one
    }

    /** Whether a failure only says that the database is away or overloaded: trying again may work. */
    public static boolean away(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PgException || cause instanceof SQLException) {
                return transientState(state(cause));
            }
            // A connection that broke, a pool that has none to give: Vert.x has several classes for either.
            if (cause instanceof IOException
                    || cause instanceof TimeoutException
                    || cause.getClass().getName().startsWith("io.vertx.")) {
                return true;
            }
        }
        return false;
    }

    /**
     * 08 connection, 28 a password that is being changed, 53 out of resources, 57 shut down by an operator, 40 rolled back
     * to be tried again, 55P03 locked; 3F000 and 42P01 no schema, no table: nobody has set them up yet.
     */
    private static boolean transientState(@Nullable String state) {
        return state != null
                && (state.startsWith("08")
                        || state.startsWith(REFUSED)
                        || state.startsWith("53")
                        || state.startsWith("57")
                        || state.startsWith("40")
                        || state.equals("55P03")
                        || state.equals("3F000")
                        || state.equals("42P01"));
    }
}
