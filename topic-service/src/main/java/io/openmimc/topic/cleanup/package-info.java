/** What happens to the topics of a deleted app. */
@NullMarked
package io.openmimc.topic.cleanup;

import org.jspecify.annotations.NullMarked;
