/** PostgreSQL. */
@NullMarked
package io.openmimc.topic.store;

import org.jspecify.annotations.NullMarked;
