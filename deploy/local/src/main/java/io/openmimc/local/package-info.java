/** The local stack: real stores and services as processes of this machine, without containers. */
@NullMarked
package io.openmimc.local;

import org.jspecify.annotations.NullMarked;
