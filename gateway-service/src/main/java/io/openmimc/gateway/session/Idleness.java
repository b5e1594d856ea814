package io.openmimc.gateway.session;

import io.openmimc.gateway.peer.PeerGateways;
import io.openmimc.kit.device.Device;
import io.openmimc.kit.device.Login;
import io.openmimc.proto.gateway.SessionRef;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Finds out which devices of an account have been idle for longest, by asking the gateways that hold them. ADR 6. */
@Singleton
class Idleness {
    /** What a gateway says of a session that it does not have. */
    static final long GONE = -1;

    private static final Comparator<Idle> LONGEST_FIRST = Comparator.comparingLong(Idle::rank)
            .reversed()
            .thenComparingLong(idle -> login(idle.device()).loginMs());

    private final Self self;
    private final PeerGateways peers;
    private final Clock clock = Clock.systemUTC();

    Idleness(Self self, PeerGateways peers) {
        this.self = self;
        this.peers = peers;
    }

    /**
     * Chooses those that have been idle for longest. Devices that are gone already come first, because nobody loses
     * anything by their end. A device whose gateway does not answer counts as idle since its login.
     *
     * @param devices connected ones of one account
     * @param here answers for sessions of this gateway, in ms, or {@link #GONE}
     * @return at most that many; never fails, and completes on any thread
     */
    CompletionStage<List<Device>> longest(
            long appId, long uuid, List<Device> devices, int most, ToLongFunction<SessionRef> here) {
        List<CompletableFuture<List<Idle>>> answers =
                devices.stream()
                        .collect(Collectors.groupingBy(device -> login(device).gateway()))
                        .values()
                        .stream()
                        .map(those -> ask(appId, uuid, those, here)
                                .handle((answer, failure) -> idle(those, failure == null ? answer : List.of()))
                                .toCompletableFuture())
                        .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> answers.stream()
                        .flatMap(answer -> answer.join().stream())
                        .sorted(LONGEST_FIRST)
                        .limit(most)
                        .map(Idle::device)
                        .toList());
    }

    private CompletionStage<List<Long>> ask(
            long appId, long uuid, List<Device> those, ToLongFunction<SessionRef> here) {
        List<SessionRef> sessions = those.stream()
                .map(device -> PeerGateways.reference(login(device), uuid, device.resource()))
                .toList();
        Login any = login(those.get(0));
        return any.gateway().equals(self.id())
                ? CompletableFuture.completedFuture(
                        sessions.stream().map(here::applyAsLong).toList())
                : peers.idle(any, appId, sessions);
    }

    private List<Idle> idle(List<Device> those, List<Long> answer) {
        List<Idle> idle = new ArrayList<>(those.size());
        for (int i = 0; i < those.size(); i++) {
            Device device = those.get(i);
            idle.add(new Idle(
                    device,
                    i < answer.size()
                            ? answer.get(i)
                            : clock.millis() - login(device).loginMs()));
        }
        return idle;
    }

    private static Login login(Device device) {
        return Objects.requireNonNull(device.login());
    }

    private record Idle(Device device, long ms) {
        /** Above all others where the device is gone. */
        long rank() {
            return ms == GONE ? Long.MAX_VALUE : ms;
        }
    }
}
