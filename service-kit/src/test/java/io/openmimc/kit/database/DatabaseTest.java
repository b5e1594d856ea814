package io.openmimc.kit.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.impl.NoStackTraceThrowable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.ClosedConnectionException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;
import org.hibernate.HibernateException;
import org.hibernate.exception.GenericJDBCException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {
    @Test
    void aConnectionThatBreaksOrCannotBeHadMeansThatTheDatabaseIsAway() {
        assertThat(DatabaseFailures.away(new IOException("reset"))).isTrue();
        assertThat(DatabaseFailures.away(new HibernateException(ClosedConnectionException.INSTANCE)))
                .isTrue();
        assertThat(DatabaseFailures.away(new RuntimeException(new TimeoutException())))
                .isTrue();
        assertThat(DatabaseFailures.away(new NoStackTraceThrowable("pool closed")))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08006", "53300", "57P01", "40P01", "55P03"})
    void whatTheDatabaseRefusesForNowMaySucceedLater(String state) {
        assertThat(DatabaseFailures.away(refused(state))).isTrue();
        assertThat(DatabaseFailures.away(converted(state))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "42601", "22001"})
    void whatTheDatabaseRefusesForGoodIsAFaultOfOurs(String state) {
        assertThat(DatabaseFailures.away(refused(state))).isFalse();
        assertThat(DatabaseFailures.away(converted(state))).isFalse();
        assertThat(DatabaseFailures.away(new IllegalStateException())).isFalse();
    }

    private static PgException refused(String state) {
        return new PgException("refused", "ERROR", state, "");
    }

    /** As Hibernate hands it on. */
    private static GenericJDBCException converted(String state) {
        return new GenericJDBCException("refused", new SQLException("refused", state));
    }
}
