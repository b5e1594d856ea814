/** The one connection of a service to Redis. */
@NullMarked
package io.openmimc.kit.redis;

import org.jspecify.annotations.NullMarked;
