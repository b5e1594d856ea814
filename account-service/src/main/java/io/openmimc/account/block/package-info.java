/** Whom accounts have blocked. */
@NullMarked
package io.openmimc.account.block;

import org.jspecify.annotations.NullMarked;
