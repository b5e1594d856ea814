package io.openmimc.topic.store;

import io.openmimc.kit.database.Database;
import io.vertx.core.Vertx;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.hibernate.reactive.mutiny.Mutiny;

/** The one database of this service. */
class Databases {
    @Produces
    @Singleton
    Database database(Mutiny.SessionFactory sessions, Vertx vertx) {
        return new Database(sessions, vertx);
    }
}
