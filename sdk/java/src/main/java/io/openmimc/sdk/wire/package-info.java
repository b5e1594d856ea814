/**
 * Packets and Netty codecs of a MIMC client, below sessions and retries: for load generators, probes and tests that speak
 * the protocol themselves. Everything here is stateless or belongs to one connection. docs/wire-protocol.md 2 to 7.
 */
@NullMarked
package io.openmimc.sdk.wire;

import org.jspecify.annotations.NullMarked;
