package io.openmimc.bench;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.bench.cost.Flames;
import io.openmimc.bench.cost.Resident;
import io.openmimc.bench.cost.Usage;
import io.openmimc.bench.load.Ear;
import io.openmimc.bench.load.Ledger;
import io.openmimc.bench.phone.Phone;
import io.openmimc.bench.phone.PhoneListener;
import io.openmimc.bench.phone.Phones;
import io.openmimc.bench.phone.Roamer;
import io.openmimc.proto.ErrorCode;
import io.openmimc.sdk.LoginToken;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.rest.AppCredentials;
import io.openmimc.sdk.rest.MimcRest;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/** What a scenario works with: the server, an app, phones, and ledgers of what was sent. */
public final class Stage implements AutoCloseable {
    /** Whatever has not come by then is lost. */
    public static final int PATIENCE_SECONDS = 60;

    private static final int AT_ONCE = 50;
    /** Of connections that end, the first ones are named. */
    private static final int MAX_TOLD = 5;

    private final Target target;
    private final AppCredentials app;
    private final Load load;
    private final Flames flames;
    private final PrintStream progress;
    private final MimcRest rest;
    private final Phones phones;
    private final Map<Integer, Ledger> ledgers = new ConcurrentHashMap<>();
    /** Unlike those of runs before, whose messages may still be waiting for our accounts. */
    private final AtomicInteger lastSeries = new AtomicInteger((int) System.currentTimeMillis());

    private final AtomicLong gone = new AtomicLong();

    Stage(Target target, AppCredentials app, Load load, Flames flames, PrintStream progress) {
        this.target = target;
        this.app = app;
        this.load = load;
        this.flames = flames;
        this.progress = progress;
        this.rest = new MimcRest(target.api());
        this.phones = new Phones(target.tcp(), load.threads());
    }

    public Load load() {
        return load;
    }

    public Target target() {
        return target;
    }

    public AppCredentials app() {
        return app;
    }

    public MimcRest rest() {
        return rest;
    }

    /** Says what is going on. */
    public void say(String format, Object... values) {
        progress.printf(format + "%n", values);
    }

    /** What is measured begins; answers what everything has used up to now. */
    public Usage begin() {
        flames.start();
        return usage();
    }

    /** What is measured is over. */
    public Usage end() {
        Usage now = usage();
        flames.stop().forEach(file -> say("A flame graph is in %s", file));
        return now;
    }

    private Usage usage() {
        return Usage.of(target.pids());
    }

    /** Connections that ended though nobody had asked for it. */
    public long gone() {
        return gone.get();
    }

    /** A series of messages, which phones of this stage recognise. */
    public Ledger ledger(int messages) {
        Ledger ledger = new Ledger(lastSeries.incrementAndGet(), messages);
        ledgers.put(ledger.series(), ledger);
        return ledger;
    }

    /** The packetId of a message. */
    public static String packetId(Ledger ledger, int index) {
        return ledger.series() + "-" + index;
    }

    /** Tokens of accounts. */
    public List<LoginToken> tokens(List<String> accounts) {
        return each("tokens", accounts.size(), i -> rest.token(app, accounts.get(i)));
    }

    /** One device for each token, logged in. */
    public List<Phone> phones(List<LoginToken> tokens) {
        return each("logins", tokens.size(), i -> login(tokens.get(i), "bench"));
    }

    /** Logs a device in. */
    public CompletionStage<Phone> login(LoginToken token, String resource) {
        return phones.login(token, resource, new Hearing());
    }

    /**
     * A device of the Java SDK, not logged in.
     *
     * @param loops of all of them
     * @param listeners of all of them
     */
    public Roamer roamer(String account, NioEventLoopGroup loops, Executor listeners) {
        return new Roamer(
                app.appId(), account, () -> rest.token(app, account), target.tcp(), loops, listeners, ledgers::get);
    }

    /** Names of accounts, the same in every run. */
    public static List<String> names(String prefix, int count) {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add(prefix + "-" + i);
        }
        return names;
    }

    /** Does something that many times, some at once; answers in the order of the indices. */
    public <T> List<T> each(String what, int count, IntFunction<CompletionStage<T>> call) {
        return each(what, count, AT_ONCE, call);
    }

    /** Does something that many times, so many of them at once; answers in the order of the indices. */
    public <T> List<T> each(String what, int count, int atOnce, IntFunction<CompletionStage<T>> call) {
        long start = System.nanoTime();
        Semaphore free = new Semaphore(atOnce);
        List<CompletionStage<T>> calls = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            free.acquireUninterruptibly();
            calls.add(call.apply(i).whenComplete((done, failure) -> free.release()));
        }
        List<T> results = calls.stream().map(Stage::get).toList();
        say("%d %s in %.1f s", count, what, (System.nanoTime() - start) / 1e9);
        return results;
    }

    /** The result of a call; {@link BenchException} where it failed. */
    public static <T> T get(CompletionStage<T> stage) {
        return getWithin(stage, PATIENCE_SECONDS);
    }

    /** The result of a call that may take so many seconds; {@link BenchException} where it failed. */
    public static <T> T getWithin(CompletionStage<T> stage, int seconds) {
        try {
            return stage.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() instanceof CompletionException wrapped ? wrapped.getCause() : e.getCause();
            throw new BenchException(Objects.toString(cause), e);
        } catch (TimeoutException e) {
            throw new BenchException("no answer within " + seconds + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    /** Of a call that failed, what the server answered; 503 where it did not. */
    public static void refused(Ledger ledger, int index, Throwable failure) {
        Throwable cause = failure.getCause();
        Throwable told = failure instanceof CompletionException && cause != null ? cause : failure;
        int code = told instanceof MimcException refusal ? refusal.code() : ErrorCode.UNAVAILABLE.number();
        String reason = Objects.requireNonNullElse(told.getMessage(), "no answer");
        ledger.refused(index, code, reason, System.nanoTime());
    }

    /** The same server with another app, on threads of its own. */
    public Stage as(AppCredentials other) {
        return new Stage(target, other, load, flames, progress);
    }

    /** Watches what the stack's processes hold from now on until it is closed. */
    public Resident resident() {
        return new Resident(target.pids());
    }

    @Override
    public void close() {
        phones.close();
    }

    /** Writes down what one phone gets. */
    private final class Hearing implements PhoneListener {
        private final Ear ear = new Ear(ledgers::get);

        @Override
        public void answered(String packetId, int code, String reason, long nowNanos) {
            int dash = packetId.lastIndexOf('-');
            Ledger ledger = ledgers.get(Integer.parseInt(packetId.substring(0, dash)));
            int index = Integer.parseInt(packetId.substring(dash + 1));
            if (ledger != null && code == 0) {
                ledger.acked(index, nowNanos);
            } else if (ledger != null) {
                ledger.refused(index, code, reason, nowNanos);
            }
        }

        @Override
        public void arrived(Phone phone, byte[] payload, long nowNanos) {
            ear.hear(payload, nowNanos);
        }

        @Override
        public void gone(Phone phone, String reason) {
            if (gone.incrementAndGet() <= MAX_TOLD) {
                say("%s: %s", phone.account(), reason);
            }
        }
    }
}
