/** The inboxes that history-service keeps. */
@NullMarked
package io.openmimc.gateway.inbox;

import org.jspecify.annotations.NullMarked;
