/** What Kafka, Cassandra, Redis and PostgreSQL have in common: a password, TLS, and what it means when they refuse us. */
@NullMarked
package io.openmimc.kit.store;

import org.jspecify.annotations.NullMarked;
