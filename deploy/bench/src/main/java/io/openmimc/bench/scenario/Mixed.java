package io.openmimc.bench.scenario;

import com.sun.net.httpserver.HttpServer;
import io.openmimc.bench.BenchApp;
import io.openmimc.bench.BenchException;
import io.openmimc.bench.Stage;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Payload;
import io.openmimc.bench.phone.Phone;
import io.openmimc.bench.report.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What an app does all day: of ten messages seven go to one account that is online, two into groups of fifty, one to an
 * account that is away; callbacks are on and come to this process. Messages to those that are away are acknowledged and never
 * delivered, so no device is owed them.
 */
final class Mixed implements Scenario.Play {
    static final int MEMBERS = 50;
    private static final int OF = 10;
    private static final int TO_ONE = 7;
    private static final int INTO_GROUPS = 9;
    private static final int AWAY = 1_000;

    @Override
    public Result run(Stage stage) {
        List<Phone> phones =
                PeerToPeer.pairs(stage, Math.max(MEMBERS, stage.load().users()));
        List<Long> topics = new ArrayList<>();
        for (int first = 0; first + MEMBERS <= phones.size(); first += MEMBERS) {
            topics.add(Group.create(
                    stage,
                    phones.subList(first, first + MEMBERS).stream()
                            .map(Phone::account)
                            .toList()));
        }
        stage.say("%d groups of %d", topics.size(), MEMBERS);
        try (CallbackServer server = new CallbackServer(stage)) {
            Result result = Measured.run(
                    "mixed", stage, (ledger, index, due) -> send(stage, phones, topics, ledger, index, due));
            return result.with("callbacks", server.count());
        }
    }

    private static void send(Stage stage, List<Phone> phones, List<Long> topics, Ledger ledger, int index, long due) {
        int kind = index % OF;
        int turn = index / OF;
        String packetId = Stage.packetId(ledger, index);
        int size = stage.load().sizeBytes();
        if (kind < TO_ONE) {
            int number = turn * TO_ONE + kind;
            int from = number % phones.size();
            Payload payload = new Payload(ledger.series(), index, from, number / phones.size());
            ledger.sending(index, due, 1);
            phones.get(from).send(packetId, phones.get(from ^ 1).account(), payload.bytes(size));
        } else if (kind < INTO_GROUPS) {
            int number = turn * (INTO_GROUPS - TO_ONE) + kind - TO_ONE;
            int group = number % topics.size();
            // A conversation of its own: the same phone writes to its partner, too.
            Payload payload = new Payload(ledger.series(), index, phones.size() + group, number / topics.size());
            ledger.sending(index, due, MEMBERS - 1);
            phones.get(group * MEMBERS).sendToTopic(packetId, topics.get(group), payload.bytes(size));
        } else {
            Payload payload = new Payload(ledger.series(), index, -1, index);
            ledger.sending(index, due, 0);
            phones.get(turn % phones.size()).send(packetId, "nobody-" + turn % AWAY, payload.bytes(size));
        }
    }

    /** The app's server. Without an operator's token the app has the callbacks that it has. */
    private static final class CallbackServer implements AutoCloseable {
        private final AtomicLong count = new AtomicLong();
        private final ExecutorService threads = Executors.newFixedThreadPool(2);
        private final HttpServer server;
        private final @Nullable BenchApp operator;
        private final long appId;

        CallbackServer(Stage stage) {
            appId = stage.app().appId();
            String token = stage.target().adminToken();
            operator = token == null ? null : new BenchApp(stage.target().api(), token);
            try {
                server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.setExecutor(threads);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
                count.incrementAndGet();
            });
            server.start();
            if (operator == null) {
                stage.say("No callbacks: they need --admin-token");
            } else {
                operator.callbacks(
                        appId, "http://127.0.0.1:" + server.getAddress().getPort() + "/");
            }
        }

        long count() {
            return count.get();
        }

        @Override
        public void close() {
            try {
                if (operator != null) {
                    operator.callbacks(appId, "");
                }
            } catch (BenchException e) {
                System.err.println("The callbacks of the bench app stay on: " + e.getMessage());
            } finally {
                server.stop(0);
                threads.shutdown();
            }
        }
    }
}
