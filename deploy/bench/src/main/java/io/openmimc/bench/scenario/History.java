package io.openmimc.bench.scenario;

import io.openmimc.bench.BenchException;
import io.openmimc.bench.Stage;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.load.Pace;
import io.openmimc.bench.phone.Phone;
import io.openmimc.bench.report.Result;
import io.openmimc.sdk.rest.Conversation;
import io.openmimc.sdk.rest.Push;
import io.openmimc.sdk.rest.Pushes;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Queries of the last day of two accounts that wrote 5,000 messages, while other accounts write 100 messages a second. A
 * query counts as sent and, where all 5,000 are in the answer, as delivered.
 */
final class History implements Scenario.Play {
    private static final int MESSAGES = 5_000;
    private static final int WRITTEN_PER_SECOND = 100;
    private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @Override
    public Result run(Stage stage) {
        String suffix = Long.toString(System.currentTimeMillis(), 36);
        String reader = "reader-" + suffix;
        String writer = "writer-" + suffix;
        Conversation conversation = stage.rest().history(stage.app(), reader).with(writer);
        store(stage, writer, reader, conversation);
        List<Phone> others = PeerToPeer.pairs(stage, stage.load().users());
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService writing = Executors.newSingleThreadExecutor();
        writing.execute(() -> write(stage, others, over));
        try {
            return Measured.run("history", stage, (ledger, index, due) -> query(conversation, ledger, index, due));
        } finally {
            over.set(true);
            writing.shutdown();
        }
    }

    private static void store(Stage stage, String from, String to, Conversation conversation) {
        byte[] payload = new byte[stage.load().sizeBytes()];
        Pushes pushes = stage.rest().pushes(stage.app());
        stage.each("messages stored", MESSAGES, i -> pushes.toAccount(Push.of(from, "server", payload), to));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Stage.PATIENCE_SECONDS);
        for (int found = 0; found != MESSAGES; found = Stage.get(day(conversation))) {
            if (System.nanoTime() - deadline > 0) {
                throw new BenchException("the history has " + found + " of " + MESSAGES + " messages");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** In stretches of a second, until it is told to stop. */
    private static void write(Stage stage, List<Phone> phones, AtomicBoolean over) {
        while (!over.get()) {
            Ledger ledger = stage.ledger(WRITTEN_PER_SECOND);
            new Pace(WRITTEN_PER_SECOND)
                    .run(WRITTEN_PER_SECOND, (index, due) -> PeerToPeer.send(stage, phones, ledger, index, due));
        }
    }

    private static void query(Conversation conversation, Ledger ledger, int index, long due) {
        ledger.sending(index, due, 1);
        day(conversation).whenComplete((messages, failure) -> {
            long now = System.nanoTime();
            if (failure != null) {
                Stage.refused(ledger, index, failure);
                return;
            }
            ledger.acked(index, now);
            if (messages == MESSAGES) {
                ledger.arrived(index, now);
            }
        });
    }

    private static CompletionStage<Integer> day(Conversation conversation) {
        long now = System.currentTimeMillis();
        // A minute ahead: the gateway's clock may be.
        long to = now + TimeUnit.MINUTES.toMillis(1);
        return conversation.byTime(to - DAY_MS, to).thenApply(page -> page.messages()
                .size());
    }
}
