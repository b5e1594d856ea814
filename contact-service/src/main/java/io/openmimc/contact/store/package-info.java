/** The last messages of conversations, in Cassandra. */
@NullMarked
package io.openmimc.contact.store;

import org.jspecify.annotations.NullMarked;
