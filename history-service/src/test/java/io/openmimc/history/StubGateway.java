package io.openmimc.history;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.openmimc.kit.device.Devices;
import io.openmimc.kit.device.Gateways;
import io.openmimc.kit.device.Login;
import io.openmimc.local.process.Ports;
import io.openmimc.proto.gateway.DeliverMessage;
import io.openmimc.proto.gateway.DeliverRequest;
import io.openmimc.proto.gateway.DeliverRequests;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.gateway.DeliverResponses;
import io.openmimc.proto.gateway.DeliveryGrpc;
import io.openmimc.proto.gateway.HandoutAges;
import io.openmimc.proto.gateway.SessionRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** Plays a gateway: devices are logged in to it, and a test decides whether they take what is delivered. */
final class StubGateway implements AutoCloseable {
    private static final AtomicLong SESSIONS = new AtomicLong(System.currentTimeMillis());

    /** A delivery that has not been answered yet. */
    record Open(DeliverMessage message, StreamObserver<DeliverResponses> answers) {
        void answer(Predicate<SessionRef> taken) {
            var response = DeliverResponse.newBuilder().setDelivery(message.getDelivery());
            for (int i = 0; i < message.getTargetsCount(); i++) {
                if (taken.test(message.getTargets(i))) {
                    response.addTaken(i);
                } else {
                    response.addNotTaken(i);
                }
            }
            synchronized (answers) {
                answers.onNext(
                        DeliverResponses.newBuilder().addResponses(response).build());
            }
        }
    }

    final String id = UUID.randomUUID().toString();
    final int port;
    final AtomicLong requests = new AtomicLong(); // each holds some deliveries and wake-ups
    final Queue<DeliverMessage> delivered = new ConcurrentLinkedQueue<>();
    final Queue<HandoutAges> ages = new ConcurrentLinkedQueue<>();
    final Queue<SessionRef> woken = new ConcurrentLinkedQueue<>();
    final Queue<Open> open = new ConcurrentLinkedQueue<>();
    final Queue<StreamObserver<DeliverResponses>> streams = new ConcurrentLinkedQueue<>();
    private final Gateways gateways;
    private final Devices devices;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private volatile Predicate<SessionRef> behaviour = target -> true;
    private volatile Predicate<DeliverMessage> answering = message -> true;
    private Server server;

    StubGateway(Gateways gateways, Devices devices) {
        this(gateways, devices, Ports.free());
    }

    StubGateway(Gateways gateways, Devices devices, int port) {
        this.port = port;
        this.gateways = gateways;
        this.devices = devices;
        listen();
        announce();
        heart.scheduleWithFixedDelay(this::announce, 1, 1, TimeUnit.SECONDS);
    }

    private void announce() {
        gateways.announce(id, address())
                .exceptionally(failure -> false)
                .toCompletableFuture()
                .join();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    void listen() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", port))
                    .addService(new Service())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections end, new ones are refused; the announcement stays. */
    void unreachable() throws InterruptedException {
        server.shutdownNow().awaitTermination();
    }

    /** As a process that is killed: its announcement lapses some time later. */
    void dies() throws InterruptedException {
        heart.shutdownNow();
        unreachable();
    }

    void takes(Predicate<SessionRef> taken) {
        behaviour = taken;
        answering = message -> true;
    }

    /** From now on deliveries stay {@link #open} until the test answers them. */
    void answersNothing() {
        answering = message -> false;
    }

    /** From now on only these deliveries stay {@link #open}; the others are answered at once. */
    void leavesOpen(Predicate<DeliverMessage> unanswered) {
        answering = unanswered.negate();
    }

    void breakStreams() {
        streams.forEach(stream -> stream.onError(Status.UNAVAILABLE.asRuntimeException()));
        streams.clear();
    }

    SessionRef login(long uuid, String resource) {
        long session = SESSIONS.incrementAndGet();
        devices.register(uuid, resource, new Login(id, address(), session, System.currentTimeMillis()))
                .toCompletableFuture()
                .join();
        return SessionRef.newBuilder()
                .setUuid(uuid)
                .setResource(resource)
                .setSession(session)
                .build();
    }

    void logout(SessionRef session) {
        devices.unregister(session.getUuid(), session.getResource(), id, session.getSession())
                .toCompletableFuture()
                .join();
    }

    List<Long> sequencesFor(SessionRef session) {
        return delivered.stream()
                .filter(message -> message.getTargetsList().contains(session))
                .map(message -> message.getMessage().getSequence())
                .toList();
    }

    @Override
    public void close() {
        heart.shutdownNow();
        gateways.retire(id).toCompletableFuture().join();
        server.shutdownNow();
    }

    private final class Service extends DeliveryGrpc.DeliveryImplBase {
        @Override
        public StreamObserver<DeliverRequests> deliver(StreamObserver<DeliverResponses> answers) {
            streams.add(answers);
            return new StreamObserver<>() {
                @Override
                public void onNext(DeliverRequests next) {
                    if (next.hasAges()) {
                        ages.add(next.getAges());
                    }
                    if (next.getRequestsCount() == 0) {
                        return;
                    }
                    requests.incrementAndGet();
                    next.getRequestsList().forEach(this::handle);
                }

                private void handle(DeliverRequest request) {
                    if (request.hasWake()) {
                        woken.add(request.getWake().getSession());
                        return;
                    }
                    delivered.add(request.getDeliver());
                    var delivery = new Open(request.getDeliver(), answers);
                    if (answering.test(request.getDeliver())) {
                        delivery.answer(behaviour);
                    } else {
                        open.add(delivery);
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    streams.remove(answers);
                }

                @Override
                public void onCompleted() {
                    answers.onCompleted();
                }
            };
        }
    }
}
