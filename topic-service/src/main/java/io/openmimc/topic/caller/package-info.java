/** Who calls, at which rate, and the accounts that a call names. */
@NullMarked
package io.openmimc.topic.caller;

import org.jspecify.annotations.NullMarked;
