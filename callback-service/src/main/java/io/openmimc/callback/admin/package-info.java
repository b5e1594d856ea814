/** Callbacks for operators: a sample, what was given up, and sending it again. */
@NullMarked
package io.openmimc.callback.admin;

import org.jspecify.annotations.NullMarked;
