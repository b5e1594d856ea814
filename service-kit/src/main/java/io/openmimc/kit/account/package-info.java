/** Which uuid an account has. */
@NullMarked
package io.openmimc.kit.account;

import org.jspecify.annotations.NullMarked;
