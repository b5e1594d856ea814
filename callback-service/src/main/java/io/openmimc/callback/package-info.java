/** Callbacks: the servers of apps are told of every message. */
@NullMarked
package io.openmimc.callback;

import org.jspecify.annotations.NullMarked;
