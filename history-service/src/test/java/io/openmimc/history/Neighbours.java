package io.openmimc.history;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.kit.app.AppSecrets;
import io.openmimc.kit.token.Token;
import io.openmimc.local.process.Ports;
import io.openmimc.proto.accounts.AccountStanding;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/** Plays account-service: apps, and accounts that come into being as the real ones do; and topic-service. */
public class Neighbours implements QuarkusTestResourceLifecycleManager {
    public static final long APP = 2882303761517669588L;
    public static final long OTHER_APP = 2882303761517669589L;
    /** Its topics' members do not read what was said before they joined. */
    public static final long DISCREET_APP = 2882303761517669590L;

    public static final String APP_KEY = "key-of-the-app";
    public static final String APP_SECRET = "secret-of-the-app";
    public static final String GRPC_PORT = "test.grpc.port";

    private final Map<String, Long> uuids = new ConcurrentHashMap<>();
    private final Map<Long, Long> owners = new ConcurrentHashMap<>(); // apps by uuid
    private final Set<Long> banned = ConcurrentHashMap.newKeySet();
    private final AtomicLong lastUuid = new AtomicLong(System.currentTimeMillis() << 10);
    private final EllipticCurveJsonWebKey key = newKey();
    private final TopicRosters topics = new TopicRosters();
    private Server server;

    @Override
    public Map<String, String> start() {
        int port = Ports.free();
        int grpcPort = Ports.free();
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .addService(new AccountsStub())
                    .addService(new AppsStub())
                    .addService(new KeysStub())
                    .addService(topics)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.of(
                "openmimc.peers.accounts",
                "127.0.0.1:" + port,
                "openmimc.peers.topics",
                "127.0.0.1:" + port,
                "quarkus.grpc.server.test-port",
                String.valueOf(grpcPort),
                "quarkus.grpc.server.host",
                "127.0.0.1",
                GRPC_PORT,
                String.valueOf(grpcPort));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Neighbours.class));
    }

    @Override
    public void stop() {
        server.shutdownNow();
    }

    public TopicRosters topics() {
        return topics;
    }

    /** The uuid of an account, made if need be. */
    public long uuid(long appId, String account) {
        return uuids.computeIfAbsent(appId + "/" + account, a -> lastUuid.incrementAndGet());
    }

    /** From now on the uuid is that of an account of this app and of no other. */
    public void owns(long appId, long uuid) {
        owners.put(uuid, appId);
    }

    /** Bans an account, and says nothing of it. */
    public void ban(long appId, String account) {
        banned.add(uuid(appId, account));
    }

    public boolean exists(long appId, String account) {
        return uuids.containsKey(appId + "/" + account);
    }

    public String token(long appId, String account) {
        var now = Instant.now();
        var token = new Token(
                appId,
                account,
                uuid(appId, account),
                UUID.randomUUID().toString(),
                now,
                now.plus(Duration.ofHours(1)),
                false);
        var signature = new JsonWebSignature();
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
            var generated = EcJwkGenerator.generateJwk(EllipticCurves.P256);
            generated.setKeyId("test-key");
            generated.setAlgorithm(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
            generated.setUse("sig");
            return generated;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class AccountsStub extends AccountsGrpc.AccountsImplBase {
        @Override
        public void resolve(ResolveRequest request, StreamObserver<ResolveResponse> answer) {
            var response = ResolveResponse.newBuilder();
            for (String account : request.getAccountsList()) {
                boolean known = request.getCreate() || exists(request.getAppId(), account);
                response.addUuids(known ? uuid(request.getAppId(), account) : 0);
            }
            answer.onNext(response.build());
            answer.onCompleted();
        }

        /** Tests choose uuids as they like: each is of every app but for those that were said to be of one. */
        @Override
        public void existing(ExistingRequest request, StreamObserver<ExistingResponse> answer) {
            var response = ExistingResponse.newBuilder();
            request.getUuidsList().stream()
                    .filter(uuid -> owners.getOrDefault(uuid, request.getAppId()) == request.getAppId())
                    .forEach(response::addUuids);
            answer.onNext(response.build());
            answer.onCompleted();
        }

        @Override
        public void standings(StandingsRequest request, StreamObserver<StandingsResponse> answer) {
            StandingsResponse.Builder response = StandingsResponse.newBuilder();
            request.getUuidsList().stream()
                    .filter(banned::contains)
                    .forEach(uuid -> response.addAccounts(AccountStanding.newBuilder()
                            .setUuid(uuid)
                            .setVersion(1)
                            .setBanned(true)));
            answer.onNext(response.build());
            answer.onCompleted();
        }
    }

    private static final class AppsStub extends AppsGrpc.AppsImplBase {
        @Override
        public void settings(SettingsRequest request, StreamObserver<AppSettings> answer) {
            if (!Set.of(APP, OTHER_APP, DISCREET_APP).contains(request.getAppId())) {
                answer.onError(Status.NOT_FOUND.asRuntimeException());
                return;
            }
            answer.onNext(AppSettings.newBuilder()
                    .setAppId(request.getAppId())
                    .setAppKey(APP_KEY)
                    .addSecretHashes(ByteString.copyFrom(AppSecrets.hash(APP_SECRET)))
                    .setLimits(Limits.newBuilder().setQueriesAccount(20).setMaxPayloadBytes(15_360))
                    .setTopicHistoryFromJoining(request.getAppId() == DISCREET_APP)
                    .build());
            answer.onCompleted();
        }
    }

    private final class KeysStub extends KeysGrpc.KeysImplBase {
        @Override
        public void keySet(KeySetRequest request, StreamObserver<KeySetResponse> answer) {
            answer.onNext(KeySetResponse.newBuilder()
                    .setJwks(new JsonWebKeySet(key).toJson())
                    .build());
            answer.onCompleted();
        }
    }
}
