/** The page on the management port that shows what the API is. */
@NullMarked
package io.openmimc.account.description;

import org.jspecify.annotations.NullMarked;
