package io.openmimc.gateway.delivery;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoop;
import io.openmimc.gateway.admission.Admission;
import io.openmimc.gateway.admission.DispatcherAges;
import io.openmimc.gateway.mailbox.Parcel;
import io.openmimc.gateway.session.Session;
import io.openmimc.gateway.session.Sessions;
import io.openmimc.kit.batch.Bursts;
import io.openmimc.proto.events.Kind;
import io.openmimc.proto.gateway.DeliverMessage;
import io.openmimc.proto.gateway.DeliverRequest;
import io.openmimc.proto.gateway.DeliverRequests;
import io.openmimc.proto.gateway.DeliverResponse;
import io.openmimc.proto.gateway.DeliverResponses;
import io.openmimc.proto.gateway.SessionRef;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one dispatcher. Requests are handed to the event loops of their sessions in the order they come. Only so
 * many deliveries are open at once, and those of one message of the stream more; a dispatcher that sends more waits. What
 * becomes of many deliveries goes back in bursts: no device waits for it.
 */
final class DeliveryStream implements StreamObserver<DeliverRequests> {
    private static final Logger LOG = Logger.getLogger(DeliveryStream.class);
    private static final Duration PAUSE = Duration.ofMillis(2);
    private static final int ANSWER_BYTES = 64 * 1024;

    private final ServerCallStreamObserver<DeliverResponses> responses;
    private final Sessions sessions;
    private final Fanout fanout;
    private final DeliveryMetrics metrics;
    private final Admission admission;
    private final DispatcherAges ages;
    private final int maxOpen;
    private final Bursts<DeliverResponse> answers;
    private final DeliveryStreams streams;
    // Guarded by responses, as every call of it: it is not safe for threads.
    private boolean closed;
    private boolean asked;
    private int open;

    DeliveryStream(
            ServerCallStreamObserver<DeliverResponses> responses,
            Sessions sessions,
            Fanout fanout,
            Bursts.Timer timer,
            DeliveryMetrics metrics,
            Admission admission,
            int maxOpen,
            DeliveryStreams streams) {
        this.responses = responses;
        this.sessions = sessions;
        this.fanout = fanout;
        this.metrics = metrics;
        this.admission = admission;
        this.ages = admission.dispatcher();
        this.maxOpen = maxOpen;
        this.streams = streams;
        this.answers = new Bursts<>(
                PAUSE, System::nanoTime, timer, ANSWER_BYTES, DeliverResponse::getSerializedSize, this::answer);
        metrics.opened();
        responses.disableAutoRequest();
        responses.setOnCancelHandler(this::close);
        askForMore(0);
    }

    @Override
    public void onNext(DeliverRequests requests) {
        int deliveries = 0;
        for (DeliverRequest request : requests.getRequestsList()) {
            deliveries += request.hasDeliver() ? 1 : 0;
        }
        synchronized (responses) {
            asked = false;
        }
        askForMore(deliveries);
        if (requests.hasAges()) {
            ages.told(requests.getAges());
        }
        requests.getRequestsList().forEach(this::handle);
    }

    private void handle(DeliverRequest request) {
        switch (request.getRequestCase()) {
            case DELIVER:
                deliver(request.getDeliver());
                break;
            case WAKE:
                wake(request.getWake().getSession());
                break;
            default:
                LOG.warn("a dispatcher sent a request of an unknown kind");
        }
    }

    private void deliver(DeliverMessage request) {
        List<SessionRef> targets = request.getTargetsList();
        if (targets.isEmpty()) {
            answers.add(DeliverResponse.newBuilder()
                    .setDelivery(request.getDelivery())
                    .build());
            return;
        }
        OpenDelivery open = new OpenDelivery(request.getDelivery(), targets.size());
        long start = System.nanoTime();
        Kind kind = request.getMessage().getKind();
        long acceptedMs = request.getMessage().getTimestamp();
        boolean toTopic = kind == Kind.P2T;
        if (!toTopic) {
            fanout.toAccount();
        }
        Parcel parcel = null;
        for (int i = 0; i < targets.size(); i++) {
            int target = i;
            Session session = find(targets.get(i), request.getMessage().getAppId());
            if (session == null) {
                decided(open, target, false, start);
                continue;
            }
            if (parcel == null) { // all targets are of one app, so one parcel fits them all
                parcel = Parcel.of(request.getMessage(), session.sender().appPackage());
            }
            Parcel shared = parcel;
            Runnable delivery = () -> {
                admission.delivered(kind, acceptedMs);
                session.mailbox().deliver(shared, taken -> decided(open, target, taken, start));
            };
            EventLoop loop = session.eventLoop();
            admission.delivering(kind);
            if (toTopic && loop != null) {
                fanout.toTopic(loop, delivery);
            } else {
                session.execute(delivery);
            }
        }
    }

    private @Nullable Session find(SessionRef target, long appId) {
        Session session = sessions.find(target);
        if (session == null) {
            sessions.missing(target);
            return null;
        }
        return session.sender().appId() == appId ? session : null;
    }

    private void wake(SessionRef target) {
        Session session = sessions.find(target);
        if (session != null) {
            session.execute(() -> session.mailbox().wake());
        }
    }

    private void decided(OpenDelivery open, int target, boolean taken, long start) {
        DeliverResponse response = open.decide(target, taken);
        if (response != null) {
            metrics.decided(response.getTakenCount(), response.getNotTakenCount(), start);
            answers.add(response);
        }
    }

    private void answer(List<DeliverResponse> decided) {
        synchronized (responses) {
            if (!closed) {
                responses.onNext(
                        DeliverResponses.newBuilder().addAllResponses(decided).build());
            }
        }
        askForMore(-decided.size());
    }

    private void askForMore(int opened) {
        synchronized (responses) {
            open += opened;
            if (!closed && !asked && open < maxOpen) {
                asked = true;
                responses.request(1);
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        LOG.infof("a dispatcher is gone error=%s", failure.getMessage());
        close();
    }

    @Override
    public void onCompleted() {
        end();
    }

    /** Whether every delivery that has come is answered. From any thread. */
    boolean answered() {
        synchronized (responses) {
            return closed || open == 0;
        }
    }

    /** Ends it; the dispatcher is told that nothing more is answered. From any thread. */
    void end() {
        synchronized (responses) {
            if (!closed) {
                responses.onCompleted();
            }
        }
        close();
    }

    private void close() {
        synchronized (responses) {
            if (closed) {
                return;
            }
            closed = true;
        }
        ages.gone();
        metrics.closed();
        streams.closed(this);
    }
}
