/** Accounts of apps and the uuids they were given. */
@NullMarked
package io.openmimc.account.account;

import org.jspecify.annotations.NullMarked;
