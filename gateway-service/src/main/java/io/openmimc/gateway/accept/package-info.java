/**
 * Accepting messages: a message that is answered with a sequence is on the log with {@code acks=all}, a repeated
 * packet gets the first one's sequence, and what one resource sends into one conversation keeps its order.
 */
@NullMarked
package io.openmimc.gateway.accept;

import org.jspecify.annotations.NullMarked;
