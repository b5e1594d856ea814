/** Topics for the other services. */
@NullMarked
package io.openmimc.topic.rpc;

import org.jspecify.annotations.NullMarked;
