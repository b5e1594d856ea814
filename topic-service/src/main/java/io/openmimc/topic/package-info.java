/** Groups and their members. */
@NullMarked
package io.openmimc.topic;

import org.jspecify.annotations.NullMarked;
