package io.openmimc.gateway.session;

import io.openmimc.gateway.connection.Connection;
import io.openmimc.gateway.connection.Dialogues;
import io.openmimc.gateway.connection.PacketListener;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes dialogues, and holds what all of them need. */
@Singleton
class DialogueFactory implements Dialogues {
    private static final int CHALLENGE_BYTES = 8;

    private final SecureRandom random = new SecureRandom();
    private final Self self;
    private final Logins logins;
    private final LoginTurns turns;
    private final LoginConfig config;
    private final Sessions sessions;
    private final Upstream upstream;
    private final SessionMetrics metrics;

    DialogueFactory(
            Self self,
            Logins logins,
            LoginTurns turns,
            LoginConfig config,
            Sessions sessions,
            Upstream upstream,
            SessionMetrics metrics) {
        this.self = self;
        this.logins = logins;
        this.turns = turns;
        this.config = config;
        this.sessions = sessions;
        this.upstream = upstream;
        this.metrics = metrics;
    }

    @Override
    public PacketListener open(Connection connection) {
        return new Dialogue(connection, this);
    }

    /** Hex digits: clients need ASCII, and at least two characters. */
    String newChallenge() {
        byte[] bytes = new byte[CHALLENGE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** What clients may log as the name of their front end. */
    String hostName() {
        return "gateway-" + self.id();
    }

    Logins logins() {
        return logins;
    }

    LoginTurns turns() {
        return turns;
    }

    /** When a BIND is refused that is not decided yet. */
    long answerTimeoutMs() {
        return config.answerTimeout().toMillis();
    }

    /** How long a login's turn goes on for its backlog. */
    long pullGraceMs() {
        return config.pullGrace().toMillis();
    }

    Sessions sessions() {
        return sessions;
    }

    Upstream upstream() {
        return upstream;
    }

    SessionMetrics metrics() {
        return metrics;
    }
}
