/** Which devices an account has, and which of them are connected to which gateway: kept in Redis, read by dispatch. */
@NullMarked
package io.openmimc.kit.device;

import org.jspecify.annotations.NullMarked;
