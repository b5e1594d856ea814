/** Tokens: what they hold, how they are verified, and the key that client and gateway share. */
@NullMarked
package io.openmimc.kit.token;

import org.jspecify.annotations.NullMarked;
