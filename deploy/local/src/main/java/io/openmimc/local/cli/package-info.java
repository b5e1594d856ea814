/** The mimc command. */
@NullMarked
package io.openmimc.local.cli;

import org.jspecify.annotations.NullMarked;
