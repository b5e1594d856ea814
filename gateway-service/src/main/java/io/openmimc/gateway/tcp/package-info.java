/** The TCP transport: packets of version 5. docs/wire-protocol.md 4. */
@NullMarked
package io.openmimc.gateway.tcp;

import org.jspecify.annotations.NullMarked;
