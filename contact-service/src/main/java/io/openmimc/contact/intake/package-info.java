/** From accepted messages to rows. */
@NullMarked
package io.openmimc.contact.intake;

import org.jspecify.annotations.NullMarked;
