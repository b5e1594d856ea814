/** The address look-up of old clients. docs/wire-protocol.md 10.3. */
@NullMarked
package io.openmimc.gateway.resolver;

import org.jspecify.annotations.NullMarked;
