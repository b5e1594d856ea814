package io.openmimc.gateway.accept;

import jakarta.inject.Singleton;

/** Takes messages from sessions and pushes onto the log. */
@Singleton
public class Acceptor {

    /** What one session sends goes through one lane of its own, which keeps its order. */
    public Lane lane(Sender sender) {
        return new Lane(sender);
    }
}
