/** Start and orderly end of the gateway, and whether it is ready for clients. */
@NullMarked
package io.openmimc.gateway.drain;

import org.jspecify.annotations.NullMarked;
