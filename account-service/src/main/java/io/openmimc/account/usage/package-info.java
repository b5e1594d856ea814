/** What apps make use of, and what they may. */
@NullMarked
package io.openmimc.account.usage;

import org.jspecify.annotations.NullMarked;
