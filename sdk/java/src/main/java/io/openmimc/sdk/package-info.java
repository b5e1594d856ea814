/**
 * A client for OpenMIMC and everything that speaks its wire protocol. Start at {@link io.openmimc.sdk.MimcClient#builder()}.
 *
 * <p>The client keeps itself logged in: it reconnects with jittered back-off, fetches a new token when the server no longer
 * takes the old one, repeats unanswered messages under the same packetId (which the server recognises), acknowledges what
 * the listener took and drops what it has taken before.
 */
@NullMarked
package io.openmimc.sdk;

import org.jspecify.annotations.NullMarked;
