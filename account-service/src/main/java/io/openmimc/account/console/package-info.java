/** The web page for operators. */
@NullMarked
package io.openmimc.account.console;

import org.jspecify.annotations.NullMarked;
