/** What dispatchers and other gateways ask of this one. The contract is in {@code openmimc/gateway.proto}. */
@NullMarked
package io.openmimc.gateway.delivery;

import org.jspecify.annotations.NullMarked;
