package io.openmimc.gateway;

import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.inbox.Device;
import io.openmimc.proto.inbox.InboxGrpc;
import io.openmimc.proto.inbox.InboxPage;
import io.openmimc.proto.inbox.InboxRow;
import io.openmimc.proto.inbox.PullRequest;
import io.openmimc.proto.inbox.RowRef;
import io.openmimc.proto.inbox.SettleRequest;
import io.openmimc.proto.inbox.SettleResponse;
import io.openmimc.proto.inbox.Settled;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** The gRPC contract of history-service with everything in memory. */
public final class HistoryService {
    private final AtomicLong lastPosition = new AtomicLong();
    /** By uuid, what every resource of the account may pull. */
    private final Map<Long, List<InboxRow>> inboxes = new ConcurrentHashMap<>();

    private final Map<String, Set<RowRef>> settled = new ConcurrentHashMap<>();
    private final List<PullRequest> pulls = new CopyOnWriteArrayList<>();

    HistoryService() {}

    List<BindableService> services() {
        return List.of(new Inbox());
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

    private Set<RowRef> settled(Device device) {
        return settled.computeIfAbsent(
                device.getUuid() + "/" + device.getResource(), name -> ConcurrentHashMap.newKeySet());
    }

    private List<InboxRow> rows(Device device) {
        return inboxes.getOrDefault(device.getUuid(), List.of());
    }

    private void settle(Device device, Settled taken) {
        Set<RowRef> done = settled(device);
        done.addAll(taken.getRowsList());
        Set<Long> sequences = new HashSet<>(taken.getSequencesList());
        rows(device).stream()
                .map(InboxRow::getRef)
                .filter(ref -> sequences.contains(ref.getSequence()))
                .forEach(done::add);
    }

    private final class Inbox extends InboxGrpc.InboxImplBase {
        @Override
        public void pull(PullRequest request, StreamObserver<InboxPage> answer) {
            pulls.add(request);
            HistoryService.this.settle(request.getDevice(), request.getSettled());
            Set<RowRef> done = settled(request.getDevice());
            List<InboxRow> rows = rows(request.getDevice()).stream()
                    .filter(row -> !done.contains(row.getRef()))
                    .limit(request.getMaxMessages())
                    .toList();
            answer.onNext(InboxPage.newBuilder().addAllRows(rows).build());
            answer.onCompleted();
        }

        @Override
        public void settle(SettleRequest request, StreamObserver<SettleResponse> answer) {
            HistoryService.this.settle(request.getDevice(), request.getSettled());
            answer.onNext(SettleResponse.getDefaultInstance());
            answer.onCompleted();
        }
    }
}
