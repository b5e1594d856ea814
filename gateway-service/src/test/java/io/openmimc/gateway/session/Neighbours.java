package io.openmimc.gateway.session;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.local.process.Ports;
import io.openmimc.proto.accounts.AccountsGrpc;
import io.openmimc.proto.accounts.AppSettings;
import io.openmimc.proto.accounts.AppsGrpc;
import io.openmimc.proto.accounts.KeySetRequest;
import io.openmimc.proto.accounts.KeySetResponse;
import io.openmimc.proto.accounts.KeysGrpc;
import io.openmimc.proto.accounts.Limits;
import io.openmimc.proto.accounts.ResolveRequest;
import io.openmimc.proto.accounts.ResolveResponse;
import io.openmimc.proto.accounts.SettingsRequest;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.InboxRow;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.inbox.RowRef;
import io.openmimc.proto.inbox.SettleRequest;
import io.openmimc.proto.inbox.SettleResponse;
import io.openmimc.proto.inbox.Settled;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
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

/** The gRPC contracts of account-service and history-service over a real socket, with everything in memory. */
public class Neighbours implements QuarkusTestResourceLifecycleManager {
    public static final long APP = 2_882_303_761_517_669_588L;
    public static final String PACKAGE = "com.example.chat";

    private final Map<Long, AppSettings> apps = new ConcurrentHashMap<>();
    private final Map<String, Long> uuids = new ConcurrentHashMap<>();
    private final AtomicLong lastUuid = new AtomicLong(10_776_577_642_332_161L);
    private final AtomicLong lastPosition = new AtomicLong();
    /** By uuid, what every resource of the account may pull. */
    private final Map<Long, List<InboxRow>> inboxes = new ConcurrentHashMap<>();

    private final Map<String, Set<RowRef>> settled = new ConcurrentHashMap<>();
    private final List<PullRequest> pulls = new CopyOnWriteArrayList<>();
    private final EllipticCurveJsonWebKey key;
    private int port;
    private Server server;

    public Neighbours() throws JoseException {
        key = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        key.setKeyId("test-key");
        app(APP, 0);
    }

    @Override
    public Map<String, String> start() {
        port = Ports.free();
        open();
        String shown = Integer.toString(port);
        int grpc = Ports.free();
        return Map.of(
                "quarkus.grpc.clients.accounts.host",
                "127.0.0.1",
                "quarkus.grpc.clients.accounts.test-port",
                shown,
                "quarkus.grpc.clients.history.host",
                "127.0.0.1",
                "quarkus.grpc.clients.history.test-port",
                shown,
                "openmimc.gateway.tcp.port",
                "0",
                "openmimc.gateway.websocket.port",
                "0",
                "quarkus.grpc.server.test-port",
                Integer.toString(grpc),
                "openmimc.gateway.address",
                "127.0.0.1:" + grpc);
    }

    /** Serves, on the same port each time. */
    public void open() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .addService(new Keys())
                    .addService(new Apps())
                    .addService(new Accounts())
                    .addService(new Inbox())
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

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(Neighbours.class));
    }

    @Override
    public void stop() {
        close();
    }

    /** Makes or changes an app. */
    public void app(long appId, long tokensValidFromMs) {
        apps.put(
                appId,
                AppSettings.newBuilder()
                        .setAppId(appId)
                        .setPackage(PACKAGE)
                        .setTokensValidFrom(tokensValidFromMs)
                        .setLimits(Limits.newBuilder()
                                .setMaxPayloadBytes(15_360)
                                .setP2PPacketsAccount(100_000)
                                .setP2PPacketsApp(100_000)
                                .setPushRequests(1_000)
                                .setResourcesAccount(10))
                        .build());
    }

    public void deleteApp(long appId) {
        apps.remove(appId);
    }

    public long uuid(long appId, String account) {
        return uuids.computeIfAbsent(appId + ":" + account, name -> lastUuid.incrementAndGet());
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

    /** Puts a message into an account's inbox. */
    public void store(long uuid, AcceptedMessage message) {
        inboxes.computeIfAbsent(uuid, id -> new CopyOnWriteArrayList<>())
                .add(InboxRow.newBuilder()
                        .setRef(RowRef.newBuilder()
                                .setPosition(lastPosition.incrementAndGet())
                                .setSequence(message.getSequence()))
                        .setMessage(message)
                        .build());
    }

    /** What was asked for an account. */
    public List<PullRequest> pulls(long uuid) {
        return pulls.stream().filter(pull -> pull.getDevice().getUuid() == uuid).toList();
    }

    private Set<RowRef> settled(io.openmimc.proto.inbox.Device device) {
        return settled.computeIfAbsent(
                device.getUuid() + "/" + device.getResource(), name -> ConcurrentHashMap.newKeySet());
    }

    private void settle(io.openmimc.proto.inbox.Device device, Settled taken) {
        Set<RowRef> done = settled(device);
        done.addAll(taken.getRowsList());
        Set<Long> sequences = new HashSet<>(taken.getSequencesList());
        inboxes.getOrDefault(device.getUuid(), List.of()).stream()
                .map(InboxRow::getRef)
                .filter(ref -> sequences.contains(ref.getSequence()))
                .forEach(done::add);
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
    }

    private final class Inbox extends InboxGrpc.InboxImplBase {
        @Override
        public void pull(PullRequest request, StreamObserver<InboxPage> answer) {
            pulls.add(request);
            Neighbours.this.settle(request.getDevice(), request.getSettled());
            Set<RowRef> done = settled(request.getDevice());
            List<InboxRow> rows = inboxes.getOrDefault(request.getDevice().getUuid(), List.of()).stream()
                    .filter(row -> !done.contains(row.getRef()))
                    .limit(request.getMaxMessages())
                    .toList();
            answer.onNext(InboxPage.newBuilder().addAllRows(rows).build());
            answer.onCompleted();
        }

        @Override
        public void settle(SettleRequest request, StreamObserver<SettleResponse> answer) {
            Neighbours.this.settle(request.getDevice(), request.getSettled());
            answer.onNext(SettleResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }
}
