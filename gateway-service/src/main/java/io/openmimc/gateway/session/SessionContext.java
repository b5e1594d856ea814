package io.openmimc.gateway.session;

import io.openmimc.gateway.accept.Acceptor;
import io.openmimc.gateway.inbox.Inboxes;
import io.openmimc.gateway.mailbox.DeliveryConfig;
import io.openmimc.gateway.mailbox.MailboxMetrics;
import io.openmimc.gateway.sequence.SequenceClock;
import jakarta.inject.Singleton;
import java.time.Clock;

/** What every session needs; one instance, so that a session holds one reference. */
@Singleton
class SessionContext {
    private final Acceptor acceptor;
    private final Inboxes inboxes;
    private final DeliveryConfig delivery;
    private final MailboxMetrics mailboxMetrics;
    private final SequenceClock clock;
    private final Clock wall = Clock.systemUTC();

    SessionContext(
            Acceptor acceptor,
            Inboxes inboxes,
            DeliveryConfig delivery,
            MailboxMetrics mailboxMetrics,
            SequenceClock clock) {
        this.acceptor = acceptor;
        this.inboxes = inboxes;
        this.delivery = delivery;
        this.mailboxMetrics = mailboxMetrics;
        this.clock = clock;
    }

    Acceptor acceptor() {
        return acceptor;
    }

    Inboxes inboxes() {
        return inboxes;
    }

    DeliveryConfig delivery() {
        return delivery;
    }

    MailboxMetrics mailboxMetrics() {
        return mailboxMetrics;
    }

    SequenceClock clock() {
        return clock;
    }

    Clock wall() {
        return wall;
    }
}
