package io.openmimc.bench.scenario;

import io.openmimc.bench.Load;
import io.openmimc.bench.OverloadSettings;
import io.openmimc.bench.Stage;
import io.openmimc.bench.cost.Cost;
import io.openmimc.bench.cost.ProcessMemory;
import io.openmimc.bench.cost.Resident;
import io.openmimc.bench.cost.Usage;
import io.openmimc.bench.load.Recovery;
import io.openmimc.bench.load.Tally;
import io.openmimc.bench.load.Timetable;
import io.openmimc.bench.load.Timetable.Stretch;
import io.openmimc.bench.load.Window;
import io.openmimc.bench.phone.Phone;
import io.openmimc.bench.report.OverloadResult;
import io.openmimc.bench.report.Promises;
import io.openmimc.bench.report.StretchResult;
import java.util.ArrayList;
import java.util.List;

/**
 * Between pairs of accounts, some multiples of what the server can carry: before each a load that it can carry, and after it
 * the same, in one go.
 */
public final class Overload {
    private static final int BEFORE_SECONDS = 10;
    private static final int AFTER_SECONDS = 30;
    /** By then it is to be as before. */
    private static final int RECOVERED_SECONDS = 5;

    private static final int BEFORE = 0;
    private static final int DURING = 1;
    private static final int AFTER = 2;

    private final Stage stage;
    private final OverloadSettings settings;
    private final Load load;

    /** @param stage its rate is the first to be tried where the capacity has to be found */
    public Overload(Stage stage, OverloadSettings settings) {
        this.stage = stage;
        this.settings = settings;
        this.load = stage.load();
    }

    /**
     * One after the other.
     *
     * @param multiples of the capacity
     */
    public List<OverloadResult> run(List<Double> multiples) {
        List<Phone> phones = PeerToPeer.pairs(stage, load.users());
        double known = settings.capacity();
        if (load.warmUpSeconds() > 0) {
            double rate = known > 0 ? known * settings.baselineShare() : load.rate();
            stage.say("Warming up for %d s at %.0f a second", load.warmUpSeconds(), rate);
            Flood.run(stage, phones, new Timetable(new Stretch(rate, load.warmUpSeconds())));
        }
        double capacity = known > 0 ? known : Capacity.find(stage, phones, settings.p99BoundMillis());
        List<OverloadResult> results = new ArrayList<>();
        for (double multiple : multiples) {
            results.add(run(phones, capacity, multiple));
        }
        return results;
    }

    private OverloadResult run(List<Phone> phones, double capacity, double multiple) {
        Stretch baseline = new Stretch(capacity * settings.baselineShare(), BEFORE_SECONDS);
        Stretch overload = new Stretch(capacity * multiple, load.seconds());
        stage.say(
                "%.0f a second for %d s, %.0f (%.1f times the capacity) for %d s, %.0f for %d s",
                baseline.perSecond(),
                BEFORE_SECONDS,
                overload.perSecond(),
                multiple,
                load.seconds(),
                baseline.perSecond(),
                AFTER_SECONDS);
        Timetable timetable = new Timetable(baseline, overload, new Stretch(baseline.perSecond(), AFTER_SECONDS));
        try (Resident resident = stage.resident()) {
            // Asking JVMs for their collections takes seconds of processor time: not between the stretches.
            Usage before = stage.begin();
            Flood flood = Flood.run(stage, phones, timetable);
            List<ProcessMemory> memory = resident.now();
            Usage after = stage.end();
            Cost cost = after.since(before, flood.ledger().sent());
            return result(flood, timetable, capacity, multiple, memory, cost);
        }
    }

    private OverloadResult result(
            Flood flood, Timetable timetable, double capacity, double multiple, List<ProcessMemory> memory, Cost cost) {
        List<Window> before = flood.windows(BEFORE);
        List<Window> after = flood.windows(AFTER);
        List<Window> all = new ArrayList<>(before);
        all.addAll(flood.windows(DURING));
        all.addAll(after);
        int end = timetable.startSecond(AFTER);
        Tally recovered = flood.tally(end + RECOVERED_SECONDS, end + AFTER_SECONDS);
        StretchResult during = StretchResult.of(load.seconds(), flood.tally(DURING));
        Recovery recovery = Recovery.of(before, after);
        return new OverloadResult(
                "p2p-overload",
                capacity,
                multiple,
                load.seconds(),
                load.users(),
                load.sizeBytes(),
                100 * during.goodput() / capacity,
                StretchResult.of(BEFORE_SECONDS, flood.tally(BEFORE)),
                during,
                StretchResult.of(AFTER_SECONDS - RECOVERED_SECONDS, recovered),
                recovery.seconds(),
                recovery.limitMillis(),
                recovery.relapses(),
                Promises.of(flood.ledger()),
                flood.ledger().reasons(),
                memory,
                all,
                cost);
    }
}
