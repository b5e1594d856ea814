/** Processes that live no longer than the one that started them. */
@NullMarked
package io.openmimc.local.process;

import org.jspecify.annotations.NullMarked;
