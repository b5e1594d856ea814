package io.openmimc.bench.scenario;

import io.openmimc.bench.BenchException;
import io.openmimc.bench.Stage;
import io.openmimc.bench.load.CapacitySearch;
import io.openmimc.bench.load.Reading;
import io.openmimc.bench.load.Timetable;
import io.openmimc.bench.load.Timetable.Stretch;
import io.openmimc.bench.phone.Phone;
import java.util.List;
import java.util.OptionalDouble;

/** Finds the highest rate that a server sustains, in a few minutes at most, by trying some. */
final class Capacity {
    /** What the rate before has left behind is over by then. */
    private static final int SETTLE_SECONDS = 4;

    private static final int JUDGED_SECONDS = 10;
    private static final int MOST_TRIES = 14;

    private Capacity() {}

    /**
     * Messages a second.
     *
     * @throws BenchException where no rate that was tried is sustained
     */
    static double find(Stage stage, List<Phone> phones, double p99BoundMillis) {
        CapacitySearch search = new CapacitySearch(stage.load().rate(), MOST_TRIES);
        for (OptionalDouble rate = search.next(); rate.isPresent(); rate = search.next()) {
            Reading reading = read(stage, phones, rate.getAsDouble());
            boolean sustained = reading.isSustained(p99BoundMillis);
            stage.say(
                    "%.0f a second: %s (p99 %.0f ms, %.2f %% refused or missing, generator late by %.0f ms)",
                    rate.getAsDouble(),
                    sustained ? "sustained" : "too much",
                    reading.p99Millis(),
                    100 * reading.badShare(),
                    reading.lateMillis());
            search.tried(sustained);
        }
        if (search.capacity() == 0) {
            throw new BenchException("No rate that was tried is sustained. Give a lower --rate to begin with, a higher"
                    + " --p99-bound, or --capacity.");
        }
        stage.say("The capacity is %.0f a second", search.capacity());
        return search.capacity();
    }

    private static Reading read(Stage stage, List<Phone> phones, double rate) {
        Flood flood = Flood.run(stage, phones, new Timetable(new Stretch(rate, SETTLE_SECONDS + JUDGED_SECONDS)));
        return Reading.of(flood.tally(SETTLE_SECONDS, SETTLE_SECONDS + JUDGED_SECONDS));
    }
}
