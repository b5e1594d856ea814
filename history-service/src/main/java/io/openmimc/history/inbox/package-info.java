/** What devices have not taken yet, and how far each has read. */
@NullMarked
package io.openmimc.history.inbox;

import org.jspecify.annotations.NullMarked;
