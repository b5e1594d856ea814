/** PostgreSQL, Redis, Kafka and Cassandra from Maven Central: how each is prepared, started and asked whether it is ready. */
@NullMarked
package io.openmimc.local.store;

import org.jspecify.annotations.NullMarked;
