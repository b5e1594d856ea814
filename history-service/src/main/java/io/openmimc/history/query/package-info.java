/** The public REST API of the history. */
@NullMarked
package io.openmimc.history.query;

import org.jspecify.annotations.NullMarked;
