package io.openmimc.bench.scenario;

import io.openmimc.bench.BenchApp;
import io.openmimc.bench.BenchException;
import io.openmimc.bench.Load;
import io.openmimc.bench.Stage;
import io.openmimc.bench.cost.Cost;
import io.openmimc.bench.cost.Usage;
import io.openmimc.bench.load.Timetable;
import io.openmimc.bench.load.Timetable.Stretch;
import io.openmimc.bench.phone.Phone;
import io.openmimc.bench.report.Result;
import io.openmimc.sdk.rest.AppCredentials;
import java.util.List;
import java.util.Map;

/**
 * A small app writes at its rate, first alone, then beside a large one that has a limit and writes ten times as much. Three results: the
 * small one alone, the large one, and the small one beside it, which has the ratios.
 */
final class TwoApps {
    private static final int TIMES = 10;

    private TwoApps() {}

    static List<Result> run(Stage small) {
        String token = small.target().adminToken();
        if (token == null) {
            throw new BenchException("two-apps makes an app with a limit: give an operator's --admin-token.");
        }
        BenchApp operator = new BenchApp(small.target().api(), token);
        int limit = small.load().limit();
        AppCredentials limited = operator.create(Mixed.MEMBERS, limit);
        small.say("The large app may send %d messages a second, and sends %d", limit, TIMES * limit);
        try (Stage large = small.as(limited)) {
            return run(small, large);
        } finally {
            delete(operator, limited.appId());
        }
    }

    /** What was measured stands, though the app stays. */
    private static void delete(BenchApp operator, long appId) {
        try {
            operator.delete(appId);
        } catch (BenchException e) {
            System.err.println("The large app stays: " + e.getMessage());
        }
    }

    private static List<Result> run(Stage small, Stage large) {
        Load load = small.load();
        List<Phone> few = PeerToPeer.pairs(small, load.users());
        List<Phone> many = PeerToPeer.pairs(large, load.users());
        if (load.warmUpSeconds() > 0) {
            small.say("Warming up for %d s, both apps", load.warmUpSeconds());
            both(small, few, large, many, load.warmUpSeconds());
        }
        small.say("The small app alone for %d s", load.seconds());
        Usage start = small.begin();
        Flood alone = Flood.run(small, few, new Timetable(new Stretch(load.rate(), load.seconds())));
        Usage middle = small.end();
        small.say("Both for %d s", load.seconds());
        Usage again = small.begin();
        List<Flood> together = both(small, few, large, many, load.seconds());
        Usage end = small.end();
        Flood beside = together.get(0);
        Flood flood = together.get(1);
        Cost cost = end.since(again, beside.ledger().sent() + flood.ledger().sent());
        Result first = Result.of(
                "small-alone",
                load,
                alone.ledger(),
                middle.since(start, alone.ledger().sent()),
                Map.of());
        Result second = Result.of("small-beside", load, beside.ledger(), cost, Map.of());
        return List.of(
                first,
                Result.ofLimited("large", large.load().at(TIMES * load.limit()), flood.ledger(), cost),
                second.with("p50_ratio", second.p50() / first.p50()).with("p99_ratio", second.p99() / first.p99()));
    }

    private static List<Flood> both(Stage small, List<Phone> few, Stage large, List<Phone> many, int seconds) {
        return Flood.together(
                Flood.prepared(
                        small, few, new Timetable(new Stretch(small.load().rate(), seconds))),
                Flood.prepared(
                        large,
                        many,
                        new Timetable(new Stretch(TIMES * small.load().limit(), seconds))));
    }
}
