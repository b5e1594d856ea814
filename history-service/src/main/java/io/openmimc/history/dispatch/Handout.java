package io.openmimc.history.dispatch;

import io.openmimc.kit.device.AccountDevices;
import io.openmimc.kit.device.Login;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.SessionRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A message on its way to the gateways where its recipients are connected: one delivery for each gateway, however many
 * devices it holds. Confined to one thread until it is sent.
 */
final class Handout {
    /** What one gateway gets. */
    private static final class Outgoing {
        private final Login login;
        private final List<SessionRef> targets = new ArrayList<>();
        private final CompletableFuture<Map<Long, Set<String>>> taken = new CompletableFuture<>();

        private Outgoing(Login login) {
            this.login = login;
        }

        private static Map<Long, Set<String>> byAccount(List<SessionRef> sessions) {
            Map<Long, Set<String>> resources = new HashMap<>();
            for (SessionRef session : sessions) {
                resources
                        .computeIfAbsent(session.getUuid(), uuid -> new HashSet<>())
                        .add(session.getResource());
            }
            return resources;
        }
    }

    private final Map<String, Outgoing> byGateway = new LinkedHashMap<>();
    private final Map<Long, Set<Outgoing>> byAccount = new HashMap<>();

    /** Adds the devices of a recipient that are connected now. */
    void add(Recipient recipient, AccountDevices devices) {
        recipient.sessions(devices).forEach((login, session) -> {
            Outgoing outgoing = byGateway.computeIfAbsent(login.gateway(), gateway -> new Outgoing(login));
            outgoing.targets.add(session);
            byAccount.computeIfAbsent(recipient.uuid(), uuid -> new HashSet<>()).add(outgoing);
        });
    }

    /**
     * Hands it to all gateways before it returns.
     *
     * @param worker does what follows from their answers
     */
    void send(AcceptedMessage message, GatewayLinks links, Executor worker) {
        byGateway.values().forEach(outgoing -> links.deliver(outgoing.login, message, outgoing.targets)
                .thenAcceptAsync(sessions -> outgoing.taken.complete(Outgoing.byAccount(sessions)), worker));
    }

    /** Completes with the resources of an account that took it, when its gateways have answered. Never fails. */
    CompletionStage<Set<String>> taken(long uuid) {
        Set<Outgoing> ways = byAccount.getOrDefault(uuid, Set.of());
        if (ways.isEmpty()) {
            return CompletableFuture.completedStage(Set.of());
        }
        if (ways.size() == 1) {
            return ways.iterator().next().taken.thenApply(taken -> taken.getOrDefault(uuid, Set.of()));
        }
        return CompletableFuture.allOf(ways.stream().map(way -> way.taken).toArray(CompletableFuture[]::new))
                .thenApply(done -> {
                    Set<String> taken = new HashSet<>();
                    ways.forEach(way -> taken.addAll(way.taken.join().getOrDefault(uuid, Set.of())));
                    return taken;
                });
    }
}
