/** Sequences: unique in the whole system, growing, and larger than everything that the node has seen before. */
@NullMarked
package io.openmimc.gateway.sequence;

import org.jspecify.annotations.NullMarked;
