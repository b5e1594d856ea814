package io.openmimc.local.edge;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A connection of a client. Whatever it is waited for has a time limit, and while it is waited for it gives way. */
final class Visitor {
    private final Vertx vertx;
    private final HttpConnection connection;
    private final Places.Place place;
    private long deadline = -1;
    private @Nullable Arrival arrival;
    private @Nullable HttpClientRequest upstream;

    Visitor(Vertx vertx, HttpConnection connection, Places.Place place) {
        this.vertx = vertx;
        this.connection = connection;
        this.place = place;
    }

    String address() {
        return connection.remoteAddress().hostAddress();
    }

    /** Waits for what the client sends next. */
    void waits(Duration limit) {
        arrival = null;
        upstream = null;
        place.waits();
        within(limit, this::hangUp);
    }

    /** The client has sent what it is to be answered for. */
    void works(Duration limit) {
        place.works();
        within(limit, this::hangUp);
    }

    /** A request whose body is on its way. */
    void sends(Arrival request) {
        arrival = request;
    }

    /** What comes cannot be read as a body, nor can anything after it. */
    void sendsNonsense() {
        if (arrival != null) {
            arrival.cut(400, "request body cannot be read");
        }
    }

    /** What a service does for a client that has gone is given up: its connection there is for others. */
    void servedBy(HttpClientRequest request) {
        upstream = request;
    }

    /** Gives the client so much time; in place of what it was given before. */
    void within(Duration limit, Runnable late) {
        vertx.cancelTimer(deadline);
        deadline = vertx.setTimer(limit.toMillis(), timer -> late.run());
    }

    void hangUp() {
        connection.close();
    }

    /** The connection has ended. */
    void gone() {
        vertx.cancelTimer(deadline);
        place.giveBack();
        if (upstream != null) {
            upstream.reset();
        }
    }
}
