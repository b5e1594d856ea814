package io.openmimc.gateway;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.kit.app.AppSecrets;
import io.openmimc.local.process.Ports;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.Limits;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.ResolveResponse;
import io.openmimc.proto.accounts.SettingsRequest;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An account-service of its own process' making: the gRPC contract over a real socket, with accounts in memory. Look-ups
 * of accounts whose name starts with {@code slow} take {@link #SLOW_MS}; those that start with {@code broken} fail.
 */
public class AccountService implements QuarkusTestResourceLifecycleManager {
    public static final long APP = 2_882_303_761_517_479_657L;
    /** An app with a rate of 10 messages a second an account, 100 bytes a payload, 5 pushes a second. */
    public static final long SMALL_APP = 2;

    public static final String KEY = "key";
    public static final String SECRET = "secret";
    public static final long SLOW_MS = 700;

    private final AtomicLong nextUuid = new AtomicLong(1_000);
    private final Map<String, Long> uuids = new ConcurrentHashMap<>();
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private int port;
    private Server server;
    private volatile boolean broken = true;

    @Override
    public Map<String, String> start() {
        port = Ports.free();
        open();
        return Map.of(
                "quarkus.grpc.clients.accounts.host", "127.0.0.1",
                // In tests Quarkus ignores "port" and calls the application itself unless told otherwise.
                "quarkus.grpc.clients.accounts.test-port", Integer.toString(port),
                // Any free port: other gateways may run on this machine.
                "quarkus.http.test-port", "0",
                "quarkus.grpc.server.test-port", "0",
                "openmimc.gateway.tcp.port", "0",
                "openmimc.gateway.websocket.port", "0",
                "openmimc.gateway.drain.notice", "0s",
                "openmimc.gateway.drain.spread", "0s");
    }

    /** Serves, on the same port each time. */
    public void open() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .addService(new Accounts())
                    .addService(new Apps())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Breaks all connections and accepts no new ones. */
    public void close() {
        try {
            server.shutdownNow().awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As it was at first, whatever was done to it. */
    public void restore() {
        broken = true;
        if (server.isShutdown()) {
            open();
        }
    }

    /** Accounts whose name starts with {@code broken} are found from now on. */
    public void repair() {
        broken = false;
    }

    public long uuid(long appId, String account) {
        return uuids.computeIfAbsent(appId + ":" + account, key -> nextUuid.incrementAndGet());
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(AccountService.class));
    }

    @Override
    public void stop() {
        later.shutdownNow();
        close();
    }

    private final class Accounts extends AccountsGrpc.AccountsImplBase {
        @Override
        public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> answer) {
            String first = request.getAccounts(0);
            if (broken && first.startsWith("broken")) {
                answer.onError(Status.INTERNAL.withDescription("broken").asRuntimeException());
                return;
            }
            later.schedule(
                    () -> resolveNow(request, answer), first.startsWith("slow") ? SLOW_MS : 0, TimeUnit.MILLISECONDS);
        }

        private void resolveNow(ResolveRequest request, StreamObserver<ResolveResponse> answer) {
            ResolveResponse.Builder response = ResolveResponse.newBuilder();
            request.getAccountsList().forEach(account -> response.addUuids(uuid(request.getAppId(), account)));
            answer.onNext(response.build());
            answer.onCompleted();
        }
    }

    private static final class Apps extends AppsGrpc.AppsImplBase {
        @Override
        public void settings(SettingsRequest request, StreamObserver<AppSettings> answer) {
            if (request.getAppId() != APP && request.getAppId() != SMALL_APP) {
                answer.onError(Status.NOT_FOUND.withDescription("no such app").asRuntimeException());
                return;
            }
            boolean small = request.getAppId() == SMALL_APP;
            answer.onNext(AppSettings.newBuilder()
                    .setAppId(request.getAppId())
                    .setPackage("io.openmimc.test")
                    .setAppKey(KEY)
                    .addSecretHashes(ByteString.copyFrom(AppSecrets.hash(SECRET)))
                    .setLimits(Limits.newBuilder()
                            .setMaxPayloadBytes(small ? 100 : 15_360)
                            .setP2PPacketsAccount(small ? 10 : 100_000)
                            .setP2PPacketsApp(small ? 1_000 : 100_000)
                            .setPushRequests(small ? 5 : 100_000))
                    .build());
            answer.onCompleted();
        }
    }
}
