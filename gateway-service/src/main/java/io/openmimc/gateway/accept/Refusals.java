package io.openmimc.gateway.accept;

import io.openmimc.kit.rpc.Failures;
import io.openmimc.proto.ErrorCode;
import io.openmimc.proto.ImException;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/** What a sender is told about a failure; the log is told at most once a second, however many messages it hits. */
@Singleton
class Refusals {
    private static final Logger LOG = Logger.getLogger(Refusals.class);
    private static final long PAUSE_NANOS = 1_000_000_000L;

    private final AtomicLong lastTold = new AtomicLong(System.nanoTime() - PAUSE_NANOS);

    /** Of whatever a stage failed with. */
    ImException of(Throwable failure) {
        Throwable cause = Failures.cause(failure);
        if (cause instanceof ImException refusal) {
            return refusal;
        }
        LOG.error("accepting a message failed", cause);
        return new ImException(ErrorCode.INTERNAL, "internal error");
    }

    /** Of a record that Kafka did not confirm: it may be on the log all the same. */
    ImException ofKafka(Exception failure) {
        if (failure instanceof RecordTooLargeException) {
            return new ImException(ErrorCode.TOO_LARGE, "payload: too large for the log");
        }
        long now = System.nanoTime();
        long last = lastTold.get();
        if (now - last >= PAUSE_NANOS && lastTold.compareAndSet(last, now)) {
            if (failure instanceof RetriableException) {
                LOG.warnf("messages are refused, the log does not confirm them cause=%s", failure);
            } else {
                LOG.error("messages are refused, the log does not take them", failure);
            }
        }
        return new ImException(ErrorCode.UNAVAILABLE, "the message log does not answer, try again");
    }
}
