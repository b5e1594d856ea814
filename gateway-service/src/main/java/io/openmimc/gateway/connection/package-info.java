/** Client connections of both transports: their limits, their end, and packets in and out. */
@NullMarked
package io.openmimc.gateway.connection;

import org.jspecify.annotations.NullMarked;
