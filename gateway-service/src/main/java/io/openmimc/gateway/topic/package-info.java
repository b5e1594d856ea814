/** What clients ask about unlimited groups while there are none. */
@NullMarked
package io.openmimc.gateway.topic;

import org.jspecify.annotations.NullMarked;
