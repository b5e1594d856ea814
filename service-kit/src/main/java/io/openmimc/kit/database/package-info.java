/** PostgreSQL: transactions, and what its failures mean to a caller. */
@NullMarked
package io.openmimc.kit.database;

import org.jspecify.annotations.NullMarked;
