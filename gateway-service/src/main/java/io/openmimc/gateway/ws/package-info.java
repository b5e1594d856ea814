/** The WebSocket transport: packets of version 4, one in each binary message. docs/wire-protocol.md 3. */
@NullMarked
package io.openmimc.gateway.ws;

import org.jspecify.annotations.NullMarked;
