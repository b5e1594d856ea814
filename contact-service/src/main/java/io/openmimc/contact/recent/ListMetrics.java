package io.openmimc.contact.recent;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * {@code contact.list} (timer: from when its turn has come until it is read), {@code contact.list.contacts}, {@code
 * contact.list.cut} (answers in which not all had room), {@code contact.list.waiting}.
 */
@Singleton
class ListMetrics {
    private final MeterRegistry meters;
    private final Timer list;
    private final DistributionSummary contacts;
    private final Counter cut;

    ListMetrics(MeterRegistry meters) {
        this.meters = meters;
        list = Timer.builder("contact.list").publishPercentileHistogram().register(meters);
        contacts = meters.summary("contact.list.contacts");
        cut = meters.counter("contact.list.cut");
    }

    void waiting(Supplier<Number> count) {
        Gauge.builder("contact.list.waiting", count).register(meters);
    }

    void listed(long nanos, int number, boolean wasCut) {
        list.record(Duration.ofNanos(nanos));
        contacts.record(number);
        if (wasCut) {
            cut.increment();
        }
    }
}
