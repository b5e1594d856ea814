/** Cassandra: the one session with it, the schema of a service, and its statements. */
@NullMarked
package io.openmimc.kit.cassandra;

import org.jspecify.annotations.NullMarked;
