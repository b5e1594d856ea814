/** The command line of the load generator. */
@NullMarked
package io.openmimc.bench.cli;

import org.jspecify.annotations.NullMarked;
