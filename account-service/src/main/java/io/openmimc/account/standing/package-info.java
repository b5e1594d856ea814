/** Which accounts are banned, and which of their tokens were revoked. */
@NullMarked
package io.openmimc.account.standing;

import org.jspecify.annotations.NullMarked;
