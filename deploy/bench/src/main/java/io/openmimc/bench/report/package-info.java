/** What a run found, as JSON, Markdown and a plot. */
@NullMarked
package io.openmimc.bench.report;

import org.jspecify.annotations.NullMarked;
