package io.openmimc.bench.phone;

import io.netty.channel.nio.NioEventLoopGroup;
import io.openmimc.bench.load.Ear;
import io.openmimc.bench.load.Ledger;
import io.openmimc.sdk.Ack;
import io.openmimc.sdk.MimcClient;
import io.openmimc.sdk.MimcException;
import io.openmimc.sdk.Statistics;
import io.openmimc.sdk.Status;
import io.openmimc.sdk.StatusChange;
import io.openmimc.sdk.TokenSupplier;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A device as apps have it: the Java SDK, which comes back when its connection ends and repeats what was not answered. What the SDK
 * drops because it had it before is not twice. Thread-safe.
 */
public final class Roamer implements AutoCloseable {
    private static final long ONLINE = 0;

    private final String account;
    private final MimcClient client;
    private final Ear ear;
    private long awaySinceNanos = ONLINE; // guarded by this, as all below
    private long longestAwayNanos;
    private long refusedLogins;

    /**
     * @param gateway where the TCP transport is
     * @param loops of all devices; they stay the caller's
     * @param executor of what all devices hear; it stays the caller's
     * @param ledgers of the series of messages that it may hear
     */
    public Roamer(
            long appId,
            String account,
            TokenSupplier tokens,
            InetSocketAddress gateway,
            NioEventLoopGroup loops,
            Executor executor,
            IntFunction<@Nullable Ledger> ledgers) {
        this.account = account;
        this.ear = new Ear(ledgers);
        this.client = MimcClient.builder()
                .appId(appId)
                .account(account)
                .resource("roamer")
                .tokenSupplier(tokens)
                .tcp(gateway.getHostString(), gateway.getPort())
                .eventLoops(loops)
                .executor(executor)
                .sendWindow(1) // more may change their order when the connection ends
                .build()
                .onMessage(message -> ear.hear(message.payload(), System.nanoTime()))
                .onStatus(this::changed);
    }

    public String account() {
        return account;
    }

    /** Completes when it is online for the first time. */
    public CompletionStage<Roamer> login() {
        return client.login().thenApply(nothing -> this);
    }

    /** Sends a message until the server has it or a minute is over, and tells the ledger. */
    public void send(String toAccount, byte[] payload, Ledger ledger, int index) {
        client.send(toAccount, payload).whenComplete((ack, failure) -> answered(ack, failure, ledger, index));
    }

    private static void answered(@Nullable Ack ack, @Nullable Throwable failure, Ledger ledger, int index) {
        long now = System.nanoTime();
        if (ack != null) {
            ledger.acked(index, now);
        } else if (failure != null) {
            Throwable cause =
                    failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
            int code = cause instanceof MimcException refusal ? refusal.code() : 0;
            ledger.refused(index, code, String.valueOf(cause.getMessage()), now);
        }
    }

    private synchronized void changed(StatusChange change) {
        long now = System.nanoTime() | 1; // 0 says online
        if (change.status() == Status.ONLINE) {
            longestAwayNanos = Math.max(longestAwayNanos, awayNanos(now));
            awaySinceNanos = ONLINE;
        } else if (awaySinceNanos == ONLINE) {
            awaySinceNanos = now;
        }
        if (change.reason().startsWith("login refused")) {
            refusedLogins++;
        }
    }

    private long awayNanos(long now) {
        return awaySinceNanos == ONLINE ? 0 : now - awaySinceNanos;
    }

    /** Forgets how long it has been away up to now. */
    public synchronized void startWatch() {
        longestAwayNanos = 0;
        refusedLogins = 0;
    }

    /** The longest time that it was not logged in since {@link #startWatch}, in nanoseconds; what lasts still is in it. */
    public synchronized long longestAwayNanos() {
        return Math.max(longestAwayNanos, awayNanos(System.nanoTime() | 1));
    }

    /** Logins that the server refused since {@link #startWatch}, each of which it tried again. */
    public synchronized long refusedLogins() {
        return refusedLogins;
    }

    /** What its SDK has counted since it was made. */
    public Statistics statistics() {
        return client.statistics();
    }

    @Override
    public void close() {
        client.close();
    }
}
