package io.openmimc.account.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;

/** Shifts the clock by which accounts expire, as seen by the whole service. */
final class DatabaseClock {
    private final DataSource database;

    DatabaseClock(DataSource database) {
        this.database = database;
    }

    /** From now on the clock is that much ahead of the true time, or behind it. */
    void shift(Duration by) throws SQLException {
        run("CREATE OR REPLACE FUNCTION account.now_ms() RETURNS bigint LANGUAGE sql VOLATILE AS"
                + " 'SELECT CAST(floor(extract(epoch FROM clock_timestamp()) * 1000) AS bigint) + (" + by.toMillis()
                + ")'");
    }

    void putRight() throws SQLException {
        shift(Duration.ZERO);
    }

    /** As if no test had ever shifted it. */
    void reset() throws SQLException {
        haveAlwaysBeen(Duration.ZERO);
    }

    /** As if it had never been another one. */
    void haveAlwaysBeen(Duration ahead) throws SQLException {
        shift(ahead);
        run("UPDATE account.expiry_clock SET latest = 0");
    }

    /** The latest time at which accounts were expired. */
    long latest() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var answer = statement.executeQuery("SELECT latest FROM account.expiry_clock")) {
            answer.next();
            return answer.getLong(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
