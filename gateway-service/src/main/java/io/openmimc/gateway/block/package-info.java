/** Who does not want to hear from whom. */
@NullMarked
package io.openmimc.gateway.block;

import org.jspecify.annotations.NullMarked;
