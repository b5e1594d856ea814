/** Which network addresses we may call for others. */
@NullMarked
package io.openmimc.kit.address;

import org.jspecify.annotations.NullMarked;
