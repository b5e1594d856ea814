/**
 * What a service needs in its stores before it can work: schemas, keyspaces, topics. Made at start, or by a job before, while
 * the service waits and says for what. docs/adr/0032-schemas-by-jobs.md
 */
@NullMarked
package io.openmimc.kit.setup;

import org.jspecify.annotations.NullMarked;
