/** Requests that carry several things. */
@NullMarked
package io.openmimc.kit.batch;

import org.jspecify.annotations.NullMarked;
