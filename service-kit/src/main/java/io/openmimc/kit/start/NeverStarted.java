package io.openmimc.kit.start;

import io.quarkus.logging.LoggingFilter;
import java.util.logging.Filter;
import java.util.logging.LogRecord;

/**
 * Keeps out of the log what Quarkus says, with a stack trace, of every process that ends before it has started: that its
 * graceful shutdown failed, as there is nothing any more to shut down. Setup jobs end so, and services whose settings are
 * refused, after they have said why. Named in {@code quarkus.log.console.filter}.
 */
@LoggingFilter(name = "never-started")
public final class NeverStarted implements Filter {
    private static final String SHUTDOWN = "io.quarkus.runtime.shutdown.ShutdownRecorder";
    private static final String NOTHING_THERE = "No CDI container is available";

    @Override
    public boolean isLoggable(LogRecord record) {
        return !(SHUTDOWN.equals(record.getLoggerName())
                && record.getThrown() instanceof IllegalStateException failure
                && NOTHING_THERE.equals(failure.getMessage()));
    }
}
