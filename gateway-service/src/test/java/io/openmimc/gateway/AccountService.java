package io.openmimc.gateway;

import com.google.protobuf.ByteString;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.openmimc.kit.app.AppSecrets;
import io.openmimc.proto.accounts.AccountStanding;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.BlockedByAccount;
import io.openmimc.proto.accounts.BlockedRequest;
import io.openmimc.proto.accounts.BlockedResponse;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/**
 * The gRPC contracts of account-service with everything in memory. Look-ups of accounts whose name starts with
 * {@code slow} can be held back; those that start with {@code broken} fail until that is repaired.
 */
public final class AccountService {
    public static final long APP = 2_882_303_761_517_669_588L;
    /** Queries a second of an account of {@link #APP}. */
    public static final int QUERIES_ACCOUNT = 20;

    /** An app with a rate of 1 message a second an account, 100 bytes a payload, 1 push a second. */
    public static final long SMALL_APP = 2;

    public static final String PACKAGE = "com.example.chat";
    public static final String KEY = "key";
    public static final String SECRET = "secret";

    private final Map<Long, AppSettings> apps = new ConcurrentHashMap<>();
    private final Map<String, Long> uuids = new ConcurrentHashMap<>();
    private final AtomicLong lastUuid = new AtomicLong(10_776_577_642_332_161L);
    private final AtomicLong lastApp = new AtomicLong(1_000);
    /** Whom an account has blocked, and how often that was asked. */
    private final Map<Long, Set<Long>> blocked = new ConcurrentHashMap<>();

    private final Map<Long, AccountStanding> standings = new ConcurrentHashMap<>();
    private final Map<Long, Integer> blockedAsked = new ConcurrentHashMap<>();
    private final AtomicInteger blockedCalls = new AtomicInteger();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;
    private final EllipticCurveJsonWebKey key;
    private volatile boolean broken = true;

    AccountService() throws JoseException {
        key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId("test-key");
        app(APP, 0);
        app(
                SMALL_APP,
                0,
                Limits.newBuilder()
                        .setMaxPayloadBytes(100)
                        .setP2PPacketsAccount(1)
                        .setP2PPacketsApp(1_000)
                        .setP2TPacketsAccount(1)
                        .setP2TPacketsApp(1_000)
                        .setPushRequests(1)
                        .setQueriesAccount(1));
    }

    List<BindableService> services() {
        return List.of(new Keys(), new Apps(), new Accounts());
    }

    /** Makes or changes an app. */
    public void app(long appId, long tokensValidFromMs) {
        app(
                appId,
                tokensValidFromMs,
                Limits.newBuilder()
                        .setMaxPayloadBytes(15_360)
                        .setP2PPacketsAccount(100_000)
                        .setP2PPacketsApp(100_000)
                        .setP2TPacketsAccount(100_000)
                        .setP2TPacketsApp(100_000)
                        .setPushRequests(100_000)
                        .setQueriesAccount(QUERIES_ACCOUNT)
                        .setResourcesAccount(10));
    }

    /** Makes an app that no other test has. */
    public long newApp() {
        long appId = lastApp.incrementAndGet();
        app(appId, 0);
        return appId;
    }

    /** Makes an app that no other test has, with this rate of messages a second. */
    public long newAppOfRate(int perSecond) {
        long appId = lastApp.incrementAndGet();
        app(
                appId,
                0,
                Limits.newBuilder()
                        .setMaxPayloadBytes(15_360)
                        .setP2PPacketsAccount(100_000)
                        .setP2PPacketsApp(perSecond)
                        .setPushRequests(100_000)
                        .setResourcesAccount(10));
        return appId;
    }

    /** Makes an app that no other test has, with these limits of logins. */
    public long newApp(int connections, int logins) {
        long appId = lastApp.incrementAndGet();
        app(
                appId,
                0,
                Limits.newBuilder()
                        .setMaxPayloadBytes(15_360)
                        .setP2PPacketsAccount(100_000)
                        .setP2PPacketsApp(100_000)
                        .setResourcesAccount(1_000)
                        .setConnectionsApp(connections)
                        .setLoginsApp(logins));
        return appId;
    }

    private void app(long appId, long tokensValidFromMs, Limits.Builder limits) {
        apps.put(
                appId,
                AppSettings.newBuilder()
                        .setAppId(appId)
                        .setPackage(PACKAGE)
                        .setTokensValidFrom(tokensValidFromMs)
                        .setAppKey(KEY)
                        .addSecretHashes(ByteString.copyFrom(AppSecrets.hash(SECRET)))
                        .setLimits(limits)
                        .build());
    }

    public void deleteApp(long appId) {
        apps.remove(appId);
    }

    public long uuid(long appId, String account) {
        return uuids.computeIfAbsent(appId + ":" + account, name -> lastUuid.incrementAndGet());
    }

    /** Lets an account block another; nobody is told. */
    public void block(long uuid, long other) {
        blocked.merge(uuid, Set.of(other), (before, more) -> {
            Set<Long> all = new TreeSet<>(before);
            all.addAll(more);
            return all;
        });
    }

    /** Lets an account block nobody any more; nobody is told. */
    public void unblockAll(long uuid) {
        blocked.remove(uuid);
    }

    /** How often it was asked whom anybody has blocked. */
    public int blockedCalls() {
        return blockedCalls.get();
    }

    /** How often it was asked whom this account has blocked. */
    public int blockedAsked(long uuid) {
        return blockedAsked.getOrDefault(uuid, 0);
    }

    /** Changes how an account stands, and says nothing of it; the version of that. */
    public long standing(long uuid, boolean banned, long tokenGeneration) {
        return standings
                .merge(
                        uuid,
                        standing(uuid, 1, banned, tokenGeneration),
                        (before, next) -> standing(uuid, before.getVersion() + 1, banned, tokenGeneration))
                .getVersion();
    }

    private static AccountStanding standing(long uuid, long version, boolean banned, long tokenGeneration) {
        return AccountStanding.newBuilder()
                .setUuid(uuid)
                .setVersion(version)
                .setBanned(banned)
                .setTokenGeneration(tokenGeneration)
                .build();
    }

    /** Deletes an account and says nothing of it. */
    public void delete(long appId, String account) {
        uuids.remove(appId + ":" + account);
    }

    /** Accounts whose name starts with {@code broken} are found from now on. */
    public void repair() {
        broken = false;
    }

    /** Look-ups of accounts whose name starts with {@code slow} are not answered until {@link #release}. */
    public synchronized void hold() {
        holding = true;
    }

    /** Whether such a look-up waits. */
    public synchronized boolean holds() {
        return !held.isEmpty();
    }

    public synchronized void release() {
        holding = false;
        held.forEach(Runnable::run);
        held.clear();
    }

    private synchronized void heldOrNow(boolean slow, Runnable answer) {
        if (slow && holding) {
            held.add(answer);
        } else {
            answer.run();
        }
    }

    /** As it was at first, whatever was done to it. */
    public void restore() {
        broken = true;
        release();
    }

    /** A signed JWT of these claims. */
    public String sign(JwtClaims claims) {
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setPayload(claims.toJson());
            jws.setKey(key.getPrivateKey());
            jws.setKeyIdHeaderValue(key.getKeyId());
            jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            return jws.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Keys extends KeysGrpc.KeysImplBase {
        @Override
        public void keySet(KeySetRequest request, StreamObserver<KeySetResponse> answer) {
            String jwks = new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);
            answer.onNext(KeySetResponse.newBuilder().setJwks(jwks).build());
            answer.onCompleted();
        }
    }

    private final class Apps extends AppsGrpc.AppsImplBase {
        @Override
        public void settings(SettingsRequest request, StreamObserver<AppSettings> answer) {
            AppSettings app = apps.get(request.getAppId());
            if (app == null) {
                answer.onError(Status.NOT_FOUND.withDescription("no such app").asException());
            } else {
                answer.onNext(app);
                answer.onCompleted();
            }
        }
    }

    private final class Accounts extends AccountsGrpc.AccountsImplBase {
        @Override
        public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> answer) {
            String first = request.getAccounts(0);
            if (broken && first.startsWith("broken")) {
                answer.onError(Status.INTERNAL.withDescription("broken").asException());
                return;
            }
            heldOrNow(first.startsWith("slow"), () -> resolveNow(request, answer));
        }

        private void resolveNow(ResolveRequest request, StreamObserver<ResolveResponse> answer) {
            ResolveResponse.Builder response = ResolveResponse.newBuilder();
            for (String account : request.getAccountsList()) {
                response.addUuids(
                        request.getCreate()
                                ? uuid(request.getAppId(), account)
                                : uuids.getOrDefault(request.getAppId() + ":" + account, 0L));
            }
            answer.onNext(response.build());
            answer.onCompleted();
        }

        @Override
        public void blocked(BlockedRequest request, StreamObserver<BlockedResponse> answer) {
            blockedCalls.incrementAndGet();
            BlockedResponse.Builder response = BlockedResponse.newBuilder();
            for (long uuid : request.getUuidsList()) {
                blockedAsked.merge(uuid, 1, Integer::sum);
                Set<Long> found = blocked.getOrDefault(uuid, Set.of());
                if (!found.isEmpty()) {
                    response.addAccounts(
                            BlockedByAccount.newBuilder().setUuid(uuid).addAllBlocked(found));
                }
            }
            answer.onNext(response.build());
            answer.onCompleted();
        }

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
        public void existing(ExistingRequest request, StreamObserver<ExistingResponse> answer) {
            ExistingResponse.Builder response = ExistingResponse.newBuilder();
            boolean slow = false;
            for (Map.Entry<String, Long> each : uuids.entrySet()) {
                if (request.getUuidsList().contains(each.getValue())) {
                    response.addUuids(each.getValue());
                    slow |= each.getKey().contains(":slow");
                }
            }
            // As it was when it was asked for, however late it is told.
            ExistingResponse now = response.build();
            heldOrNow(slow, () -> {
                answer.onNext(now);
                answer.onCompleted();
            });
        }
    }
}
