/** Brings every accepted message to the devices of its recipients, or into their inbox. */
@NullMarked
package io.openmimc.history.dispatch;

import org.jspecify.annotations.NullMarked;
