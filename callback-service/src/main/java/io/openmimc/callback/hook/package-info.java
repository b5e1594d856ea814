/** What an app wants to be told, and where. */
@NullMarked
package io.openmimc.callback.hook;

import org.jspecify.annotations.NullMarked;
