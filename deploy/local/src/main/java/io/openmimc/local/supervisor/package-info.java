/** The process that owns a running stack: starts it, starts again what dies, and takes all with it when it goes. */
@NullMarked
package io.openmimc.local.supervisor;

import org.jspecify.annotations.NullMarked;
