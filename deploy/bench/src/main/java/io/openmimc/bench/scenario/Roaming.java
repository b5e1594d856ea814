package io.openmimc.bench.scenario;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.bench.Stage;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Payload;
import io.openmimc.bench.phone.Roamer;
import io.openmimc.bench.report.Result;
import io.openmimc.sdk.Statistics;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Pairs of devices of the Java SDK that write to each other while gateways come and go: what was lost and shown twice, how long a device
 * was away at most, and which logins were refused. Who makes the gateways come and go is not its business.
 */
final class Roaming implements Scenario.Play {
    /** What devices hear is little work. */
    private static final int LISTENERS = 4;

    @Override
    public Result run(Stage stage) {
        NioEventLoopGroup loops = new NioEventLoopGroup(stage.load().threads());
        ExecutorService listeners = Executors.newFixedThreadPool(LISTENERS);
        List<String> names =
                Stage.names("roamer", stage.load().users() + stage.load().users() % 2);
        List<Roamer> roamers =
                names.stream().map(name -> stage.roamer(name, loops, listeners)).toList();
        try {
            stage.each("logins", roamers.size(), i -> roamers.get(i).login());
            return run(stage, roamers);
        } finally {
            roamers.forEach(Roamer::close);
            listeners.shutdown();
            loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    private static Result run(Stage stage, List<Roamer> roamers) {
        long logins = sum(roamers, Statistics::logins);
        long resent = sum(roamers, Statistics::resent);
        long dropped = sum(roamers, Statistics::duplicates);
        roamers.forEach(Roamer::startWatch);
        Result result =
                Measured.run("roaming", stage, (ledger, index, due) -> send(stage, roamers, ledger, index, due));
        return result.with(
                        "longest_away_s",
                        roamers.stream()
                                        .mapToLong(Roamer::longestAwayNanos)
                                        .max()
                                        .orElse(0)
                                / 1e9)
                .with("came_back", sum(roamers, Statistics::logins) - logins)
                .with(
                        "refused_logins",
                        roamers.stream().mapToLong(Roamer::refusedLogins).sum())
                .with("sent_again", sum(roamers, Statistics::resent) - resent)
                .with("dropped_by_sdk", sum(roamers, Statistics::duplicates) - dropped);
    }

    private static long sum(List<Roamer> roamers, ToLongFunction<Statistics> figure) {
        return roamers.stream().map(Roamer::statistics).mapToLong(figure).sum();
    }

    private static void send(Stage stage, List<Roamer> roamers, Ledger ledger, int index, long due) {
        int from = index % roamers.size();
        Payload payload = new Payload(ledger.series(), index, from, index / roamers.size());
        ledger.sending(index, due, 1);
        roamers.get(from)
                .send(
                        roamers.get(from ^ 1).account(),
                        payload.bytes(stage.load().sizeBytes()),
                        ledger,
                        index);
    }
}
