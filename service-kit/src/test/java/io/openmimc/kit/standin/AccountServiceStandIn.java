package io.openmimc.kit.standin;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.kit.app.AppSecrets;
import io.openmimc.kit.token.Token;
import io.openmimc.proto.accounts.AccountStanding;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.CallbackSettings;
import io.openmimc.proto.accounts.CallbacksGrpc;
import io.openmimc.proto.accounts.ExistingRequest;
import io.openmimc.proto.accounts.ExistingResponse;
import io.openmimc.proto.accounts.KeySetRequest;
import io.openmimc.proto.accounts.KeySetResponse;
import io.openmimc.proto.accounts.KeysGrpc;
import io.openmimc.proto.accounts.Limits;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.ResolveResponse;
import io.openmimc.proto.accounts.SettingsRequest;
import io.openmimc.proto.accounts.StandingsRequest;
import io.openmimc.proto.accounts.StandingsResponse;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * Plays account-service for tests of its neighbours: its gRPC contracts over a real socket, with apps and accounts in
 * memory. A public field of this type in the test class gets it.
 */
public class AccountServiceStandIn implements QuarkusTestResourceLifecycleManager {
    /** An app that is there from the start, like {@link #OTHER_APP}. */
    public static final long APP = 2_882_303_761_517_669_588L;

    public static final long OTHER_APP = 2_882_303_761_517_669_589L;
    /** Of every app. */
    public static final String APP_KEY = "key-of-the-app";

    public static final String APP_SECRET = "secret-of-the-app";

    private static final Consumer<ResolveRequest> NOTHING = request -> {};

    private final Map<Long, AppSettings> apps = new ConcurrentHashMap<>();
    private final Map<Long, CallbackSettings> callbacks = new ConcurrentHashMap<>();
    private final Map<String, Long> uuids = new ConcurrentHashMap<>();
    /** How long temporary accounts have to live, by uuid, in milliseconds; it does not count down. */
    private final Map<Long, Long> lives = new ConcurrentHashMap<>();

    private final Map<Long, AccountStanding> standings = new ConcurrentHashMap<>();
    private final AtomicLong lastUuid = new AtomicLong(System.currentTimeMillis() << 10);
    private final AtomicLong lastApp = new AtomicLong(3_000_000_000_000_000_000L + System.nanoTime());
    private final EllipticCurveJsonWebKey key = newKey();
    private volatile Consumer<ResolveRequest> beforeResolving = NOTHING;
    private volatile Consumer<ResolveRequest> afterResolving = NOTHING;
    private int port;
    private Server server;

    public AccountServiceStandIn() {
        app(settings(APP).build());
        app(settings(OTHER_APP).build());
    }

    @Override
    public Map<String, String> start() {
        open();
        return Map.of("openmimc.peers.accounts", "127.0.0.1:" + port);
    }

    /** Serves, on the same port each time. */
    public void open() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .addService(new Accounts())
                    .addService(new Apps())
                    .addService(new Keys())
                    .addService(new Callbacks())
                    .build()
                    .start();
            port = server.getPort();
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

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(AccountServiceStandIn.class));
    }

    @Override
    public void stop() {
        close();
    }

    /** The settings of an app with the default limits, to be changed and handed to {@link #app}. */
    public static AppSettings.Builder settings(long appId) {
        return AppSettings.newBuilder()
                .setAppId(appId)
                .setName("A test")
                .setPackage("com.example.chat")
                .setAppKey(APP_KEY)
                .addSecretHashes(ByteString.copyFrom(AppSecrets.hash(APP_SECRET)))
                .setVersion(1)
                .setLimits(Limits.newBuilder()
                        .setMaxPayloadBytes(15_360)
                        .setTokenRequests(100)
                        .setP2PPacketsAccount(50)
                        .setP2PPacketsApp(5_000)
                        .setP2TPacketsAccount(20)
                        .setP2TPacketsApp(1_000)
                        .setPushRequests(1_000)
                        .setQueriesAccount(20)
                        .setResourcesAccount(10)
                        .setTopicMembers(500));
    }

    /** Makes an app, or changes it; who has asked for it before may go on with the old settings. */
    public void app(AppSettings settings) {
        apps.put(settings.getAppId(), settings);
    }

    /** Says where the callbacks of an app go; who has asked for it before may go on with the old settings. */
    public void callbacks(CallbackSettings settings) {
        callbacks.put(settings.getAppId(), settings);
    }

    /** An id that no app has had. */
    public long newAppId() {
        return lastApp.incrementAndGet();
    }

    public void deleteApp(long appId) {
        apps.remove(appId);
    }

    /** What happens before accounts are looked up, on a thread of its own that may block. */
    public void beforeResolving(Consumer<ResolveRequest> action) {
        beforeResolving = action;
    }

    /** What happens when accounts were looked up and their uuids are not told yet, on a thread that may block. */
    public void afterResolving(Consumer<ResolveRequest> action) {
        afterResolving = action;
    }

    public void resolveAtOnce() {
        beforeResolving = NOTHING;
        afterResolving = NOTHING;
    }

    /** The uuid of an account, made if need be. */
    public long uuid(long appId, String account) {
        return uuids.computeIfAbsent(appId + "/" + account, name -> lastUuid.incrementAndGet());
    }

    /** The uuid of a temporary account, made if need be; it stays until it is deleted. */
    public long temporaryUuid(long appId, String account, Duration lives) {
        long uuid = uuid(appId, account);
        this.lives.put(uuid, lives.toMillis());
        return uuid;
    }

    /** Deletes an account and says nothing of it; the name gets another uuid when it is used again. */
    public void delete(long appId, String account) {
        uuids.remove(appId + "/" + account);
    }

    public boolean exists(long appId, String account) {
        return uuids.containsKey(appId + "/" + account);
    }

    /** How many accounts an app has. */
    public long accounts(long appId) {
        return uuids.keySet().stream()
                .filter(name -> name.startsWith(appId + "/"))
                .count();
    }

    /** A token that is valid for an hour; the account is made if need be. */
    public String token(long appId, String account) {
        Instant now = Instant.now();
        long uuid = uuid(appId, account);
        Token token = new Token(
                appId,
                account,
                uuid,
                UUID.randomUUID().toString(),
                now,
                now.plus(Duration.ofHours(1)),
                lives.containsKey(uuid));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(token.claims().toJson());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EllipticCurveJsonWebKey newKey() {
        try {
            EllipticCurveJsonWebKey generated = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            generated.setKeyId("test-key");
            generated.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            generated.setUse("sig");
            return generated;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bans an account, or bans it no more, and says nothing of it. */
    public void banned(long uuid, boolean banned) {
        standings.merge(
                uuid, standing(uuid, 1, banned), (before, next) -> standing(uuid, before.getVersion() + 1, banned));
    }

    private static AccountStanding standing(long uuid, long version, boolean banned) {
        return AccountStanding.newBuilder()
                .setUuid(uuid)
                .setVersion(version)
                .setBanned(banned)
                .build();
    }

    private final class Accounts extends AccountsGrpc.AccountsImplBase {
        @Override
        public void standings(StandingsRequest request, StreamObserver<StandingsResponse> answer) {
            StandingsResponse.Builder response = StandingsResponse.newBuilder();
            request.getUuidsList().stream()
                    .map(standings::get)
                    .filter(Objects::nonNull)
                    .forEach(response::addAccounts);
            answer.onNext(response.build());
            answer.onCompleted();
        }

        @Override
        public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> answer) {
            beforeResolving.accept(request);
            if (!apps.containsKey(request.getAppId())) {
                answer.onError(Status.NOT_FOUND.withDescription("no such app").asRuntimeException());
                return;
            }
            if (request.getAccountsCount() > 1_000) {
                answer.onError(Status.INVALID_ARGUMENT
                        .withDescription("accounts: more than 1000")
                        .asRuntimeException());
                return;
            }
            ResolveResponse.Builder response = ResolveResponse.newBuilder();
            for (String account : request.getAccountsList()) {
                boolean known = request.getCreate() || exists(request.getAppId(), account);
                long uuid = known ? uuid(request.getAppId(), account) : 0;
                response.addUuids(uuid).addLivesMs(lives.getOrDefault(uuid, 0L));
            }
            afterResolving.accept(request);
            answer.onNext(response.build());
            answer.onCompleted();
        }

        @Override
        public void existing(ExistingRequest request, StreamObserver<ExistingResponse> answer) {
            Set<Long> there = uuids.entrySet().stream()
                    .filter(each -> each.getKey().startsWith(request.getAppId() + "/"))
                    .map(Map.Entry::getValue)
                    .collect(Collectors.toSet());
            answer.onNext(ExistingResponse.newBuilder()
                    .addAllUuids(request.getUuidsList().stream()
                            .filter(there::contains)
                            .toList())
                    .build());
            answer.onCompleted();
        }
    }

    private final class Apps extends AppsGrpc.AppsImplBase {
        @Override
        public void settings(SettingsRequest request, StreamObserver<AppSettings> answer) {
            AppSettings app = apps.get(request.getAppId());
            if (app == null) {
                answer.onError(Status.NOT_FOUND.withDescription("no such app").asRuntimeException());
            } else {
                answer.onNext(app);
                answer.onCompleted();
            }
        }
    }

    private final class Keys extends KeysGrpc.KeysImplBase {
        @Override
        public void keySet(KeySetRequest request, StreamObserver<KeySetResponse> answer) {
            answer.onNext(KeySetResponse.newBuilder()
                    .setJwks(new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY))
                    .build());
            answer.onCompleted();
        }
    }

    private final class Callbacks extends CallbacksGrpc.CallbacksImplBase {
        @Override
        public void settings(SettingsRequest request, StreamObserver<CallbackSettings> answer) {
            if (apps.containsKey(request.getAppId())) {
                answer.onNext(callbacks.getOrDefault(
                        request.getAppId(),
                        CallbackSettings.newBuilder()
                                .setAppId(request.getAppId())
                                .build()));
                answer.onCompleted();
            } else {
                answer.onError(Status.NOT_FOUND.withDescription("no such app").asRuntimeException());
            }
        }
    }
}
