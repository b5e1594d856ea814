/** Tokens and the keys they are signed with. */
@NullMarked
package io.openmimc.account.token;

import org.jspecify.annotations.NullMarked;
