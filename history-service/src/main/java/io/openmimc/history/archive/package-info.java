/** The history of conversations, written from the message log. */
@NullMarked
package io.openmimc.history.archive;

import org.jspecify.annotations.NullMarked;
