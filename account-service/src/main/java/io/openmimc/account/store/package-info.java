/** PostgreSQL: transactions, and what its failures mean to a caller. */
@NullMarked
package io.openmimc.account.store;

import org.jspecify.annotations.NullMarked;
