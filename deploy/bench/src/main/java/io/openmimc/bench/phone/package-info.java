/** Devices that cost a load generator little: the packets of the SDK, one TCP connection each, nothing that retries. */
@NullMarked
package io.openmimc.bench.phone;

import org.jspecify.annotations.NullMarked;
