/** PostgreSQL. */
@NullMarked
package io.openmimc.account.store;

import org.jspecify.annotations.NullMarked;
