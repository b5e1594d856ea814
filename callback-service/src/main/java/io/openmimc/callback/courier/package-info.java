/** Brings callbacks to endpoints: the first attempt, fair among apps, in order within a conversation, durable when it fails. */
@NullMarked
package io.openmimc.callback.courier;

import org.jspecify.annotations.NullMarked;
