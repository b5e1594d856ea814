/** What is sent when, and what becomes of it. */
@NullMarked
package io.openmimc.bench.load;

import org.jspecify.annotations.NullMarked;
