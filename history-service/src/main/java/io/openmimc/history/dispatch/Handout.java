package io.openmimc.history.dispatch;

import io.openmimc.kit.device.Device;
import io.openmimc.kit.device.Login;
import io.openmimc.proto.events.AcceptedMessage;
import io.openmimc.proto.gateway.SessionRef;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * A message on its way to the gateways where its recipients are connected: one delivery for each gateway, however many
 * devices it holds. Confined to one thread until it is sent.
 */
final class Handout {
    private static final Logger LOG = Logger.getLogger(Handout.class);

    /** What one gateway gets: a target for each of its devices, and whose it is. */
    private static final class Outgoing {
        private final Login login;
        private final List<SessionRef> targets = new ArrayList<>();
        private final List<Share> owners = new ArrayList<>();

        private Outgoing(Login login) {
            this.login = login;
        }

        private void answered(BitSet taken, Consumer<Share> decided) {
            for (int i = 0; i < owners.size(); i++) {
                Share share = owners.get(i);
                if (share.decide(targets.get(i).getResource(), taken.get(i))) {
                    decided.accept(share);
                }
            }
        }
    }

    private final Map<String, Outgoing> byGateway = new LinkedHashMap<>();

    /**
     * Adds the devices of a recipient that are connected now, but for the one that sent the message.
     *
     * @return how many others were left out, as something before it is on its way to their inbox
     */
    int add(Share share) {
        Recipient recipient = share.recipient();
        int withheld = 0;
        for (Device device : share.devices().devices()) {
            Login login = device.login();
            if (login == null || device.resource().equals(recipient.sendingResource())) {
                continue;
            }
            if (share.place().admits(login.session())) {
                Outgoing outgoing = byGateway.computeIfAbsent(login.gateway(), gateway -> new Outgoing(login));
                outgoing.targets.add(SessionRef.newBuilder()
                        .setUuid(recipient.uuid())
                        .setResource(device.resource())
                        .setSession(login.session())
                        .build());
                outgoing.owners.add(share);
                share.handedOut();
            } else {
                withheld++;
            }
        }
        return withheld;
    }

    /**
     * Hands it to all gateways before it returns.
     *
     * @param worker does what follows from their answers
     * @param decided told once of each recipient with a connected device, when the gateways have answered for all of them
     */
    void send(AcceptedMessage message, GatewayLinks links, Executor worker, Consumer<Share> decided) {
        byGateway.values().forEach(outgoing -> deliver(links, outgoing, message)
                .thenAcceptAsync(taken -> outgoing.answered(taken, decided), worker));
    }

    /** What throws has not been taken: else the fate of its recipients would stay open, and hold up all that is for them. */
    private static CompletionStage<BitSet> deliver(GatewayLinks links, Outgoing outgoing, AcceptedMessage message) {
        try {
            return links.deliver(outgoing.login, message, outgoing.targets);
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "message not handed to a gateway gateway=%s", outgoing.login.gateway());
            return CompletableFuture.completedStage(new BitSet());
        }
    }
}
