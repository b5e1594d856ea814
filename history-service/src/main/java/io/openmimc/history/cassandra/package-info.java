/** The one connection to Cassandra, its schema and its statements. */
@NullMarked
package io.openmimc.history.cassandra;

import org.jspecify.annotations.NullMarked;
