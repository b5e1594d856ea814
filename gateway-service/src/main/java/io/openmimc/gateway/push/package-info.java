/** Messages that an app's server sends over REST in the name of an account. */
@NullMarked
package io.openmimc.gateway.push;

import org.jspecify.annotations.NullMarked;
