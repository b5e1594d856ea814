package io.openmimc.local.edge;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The replicas of one service. Their management ports are asked twice a second whether they are ready, so one that hangs is
 * left out within a second; one that is gone at the first connection that is refused. A service of which only the first
 * place is taken is not asked: there would be no other choice. Thread-safe.
 */
final class Pool {
    static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int PATIENCE_MS = 450;
    private static final int OK = 200;

    private final String name;
    private final HttpClient probes;
    private final List<Replica> replicas;
    private final AtomicInteger turn = new AtomicInteger();

    /**
     * Not looked at yet: the first place counts as taken, the others do not.
     *
     * @param name of the service, for what is logged
     */
    Pool(Vertx vertx, String name, List<EdgePlan.Place> places) {
        this.name = name;
        this.probes = vertx.createHttpClient(new HttpClientOptions().setConnectTimeout(PATIENCE_MS));
        this.replicas = new ArrayList<>();
        places.forEach(place ->
                replicas.add(new Replica(place, replicas.isEmpty() ? Replica.State.READY : Replica.State.ABSENT)));
    }

    /** Whether there is another one than the first, and ready. */
    boolean hasSecond() {
        return replicas.stream().skip(1).anyMatch(replica -> replica.state() == Replica.State.READY);
    }

    /** Those that may be asked, each time another one first; those that are not ready come last. */
    List<Replica> inTurn() {
        int now = turn.getAndIncrement();
        return Stream.of(Replica.State.READY, Replica.State.UNREADY)
                .flatMap(state -> rotated(in(state), now))
                .toList();
    }

    private static Stream<Replica> rotated(List<Replica> some, int turn) {
        int first = some.isEmpty() ? 0 : Math.floorMod(turn, some.size());
        return Stream.concat(some.subList(first, some.size()).stream(), some.subList(0, first).stream());
    }

    /** The same, those with the fewest clients first, for connections that stay. */
    List<Replica> byFewest() {
        return inTurn().stream()
                .sorted(Comparator.comparing(Replica::state)
                        .thenComparing(replica -> replica.clients().get()))
                .toList();
    }

    private List<Replica> in(Replica.State state) {
        return replicas.stream().filter(replica -> replica.state() == state).toList();
    }

    /**
     * Connects to one after another until one is reached. Nothing has been sent when {@code connect} fails, so to go on to
     * the next one does nothing twice. When all are through, those that have become ready just now are tried, too.
     */
    <T> Future<T> reach(List<Replica> candidates, Function<Replica, Future<T>> connect) {
        return first(candidates.iterator(), connect).recover(unreached -> look().compose(
                        seen -> first(in(Replica.State.READY).iterator(), connect)));
    }

    private <T> Future<T> first(Iterator<Replica> left, Function<Replica, Future<T>> connect) {
        if (!left.hasNext()) {
            return Future.failedFuture(new ConnectException("no " + name + " is reached"));
        }
        Replica next = left.next();
        return connect.apply(next).recover(failure -> {
            if (failure instanceof ConnectException && !isAlone(next)) {
                see(next, Replica.State.ABSENT);
            }
            return first(left, connect);
        });
    }

    /** Asks all of them; completes when all have answered or had their time. */
    Future<Void> look() {
        if (replicas.size() == 1) {
            return Future.succeededFuture();
        }
        Replica first = replicas.get(0);
        boolean alone = isAlone(first);
        return Future.all(replicas.stream().skip(alone ? 1 : 0).map(this::ask).toList())
                .compose(asked -> {
                    if (isAlone(first)) {
                        see(first, Replica.State.READY);
                    }
                    return alone && !isAlone(first) ? ask(first) : Future.succeededFuture();
                });
    }

    private boolean isAlone(Replica replica) {
        return replicas.stream().allMatch(other -> other == replica || other.state() == Replica.State.ABSENT);
    }

    private Future<Void> ask(Replica replica) {
        RequestOptions question = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setHost("127.0.0.1")
                .setPort(replica.place().management())
                .setURI("/q/health/ready")
                .setTimeout(PATIENCE_MS);
        return probes.request(question)
                .compose(request -> request.send().map(response -> response.statusCode() == OK))
                .map(ready -> ready ? Replica.State.READY : Replica.State.UNREADY)
                .recover(failure -> Future.succeededFuture(
                        failure instanceof ConnectException ? Replica.State.ABSENT : Replica.State.UNREADY))
                .onSuccess(state -> see(replica, state))
                .mapEmpty();
    }

    private void see(Replica replica, Replica.State state) {
        if (replica.seen(state)) {
            System.out.println(
                    "replica service=" + name + " port=" + replica.place().http() + " state=" + state);
        }
    }
}
