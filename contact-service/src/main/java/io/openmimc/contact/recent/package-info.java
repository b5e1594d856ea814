/** The public REST API of recent contacts. */
@NullMarked
package io.openmimc.contact.recent;

import org.jspecify.annotations.NullMarked;
