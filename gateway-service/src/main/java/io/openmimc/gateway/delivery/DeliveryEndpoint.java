package io.openmimc.gateway.delivery;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.openmimc.gateway.admission.Admission;
import io.openmimc.gateway.connection.EventLoops;
import io.openmimc.gateway.mailbox.DeliveryConfig;
import io.openmimc.gateway.session.Sessions;
import io.openmimc.gateway.session.Signals;
import io.openmimc.proto.gateway.DeliverRequests;
import io.openmimc.proto.gateway.DeliverResponses;
import io.openmimc.proto.gateway.DeliveryGrpc;
import io.openmimc.proto.gateway.IdleRequest;
import io.openmimc.proto.gateway.IdleResponse;
import io.openmimc.proto.gateway.KickRequest;
import io.openmimc.proto.gateway.KickResponse;
import io.openmimc.proto.gateway.SignalRequest;
import io.openmimc.proto.gateway.SignalResponse;
import io.openmimc.proto.wire.MIMCPacket;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** The gRPC service {@code Delivery}. Nothing in it blocks. */
@GrpcService
@Singleton
class DeliveryEndpoint extends DeliveryGrpc.DeliveryImplBase {
    private static final Logger LOG = Logger.getLogger(DeliveryEndpoint.class);

    private final Sessions sessions;
    private final Signals signals;
    private final Fanout fanout;
    private final EventLoops loops;
    private final DeliveryConfig config;
    private final DeliveryMetrics metrics;
    private final Admission admission;
    private final DeliveryStreams streams;

    DeliveryEndpoint(
            Sessions sessions,
            Signals signals,
            Fanout fanout,
            EventLoops loops,
            DeliveryConfig config,
            DeliveryMetrics metrics,
            Admission admission,
            DeliveryStreams streams) {
        this.sessions = sessions;
        this.signals = signals;
        this.fanout = fanout;
        this.loops = loops;
        this.config = config;
        this.metrics = metrics;
        this.admission = admission;
        this.streams = streams;
    }

    @Override
    public StreamObserver<DeliverRequests> deliver(StreamObserver<DeliverResponses> responses) {
        if (streams.ending()) {
            responses.onError(Status.UNAVAILABLE
                    .withDescription("this gateway is stopping")
                    .asException());
            return new Unheard();
        }
        DeliveryStream stream = new DeliveryStream(
                (ServerCallStreamObserver<DeliverResponses>) responses,
                sessions,
                fanout,
                loops::after,
                metrics,
                admission,
                config.maxOpenDeliveries(),
                streams);
        streams.opened(stream);
        return stream;
    }

    /** What still comes over a stream that was refused. */
    private static final class Unheard implements StreamObserver<DeliverRequests> {
        @Override
        public void onNext(DeliverRequests requests) {
            LOG.trace("requests over a stream that was refused");
        }

        @Override
        public void onError(Throwable failure) {
            LOG.tracef("a stream that was refused has ended error=%s", failure.getMessage());
        }

        @Override
        public void onCompleted() {
            LOG.trace("a stream that was refused has ended");
        }
    }

    @Override
    public void kick(KickRequest request, StreamObserver<KickResponse> response) {
        request.getSessionsList().forEach(session -> sessions.kick(request.getAppId(), session, request.getReason()));
        response.onNext(KickResponse.getDefaultInstance());
        response.onCompleted();
    }

    @Override
    public void idle(IdleRequest request, StreamObserver<IdleResponse> response) {
        IdleResponse.Builder answer = IdleResponse.newBuilder();
        request.getSessionsList().forEach(session -> answer.addIdleMs(sessions.idleMs(request.getAppId(), session)));
        response.onNext(answer.build());
        response.onCompleted();
    }

    @Override
    public void signal(SignalRequest request, StreamObserver<SignalResponse> response) {
        try {
            signals.deliver(request, MIMCPacket.parseFrom(request.getPacket()));
            response.onNext(SignalResponse.getDefaultInstance());
            response.onCompleted();
        } catch (InvalidProtocolBufferException e) {
            response.onError(Status.INVALID_ARGUMENT
                    .withDescription("packet: not a MIMCPacket")
                    .asException());
        }
    }
}
