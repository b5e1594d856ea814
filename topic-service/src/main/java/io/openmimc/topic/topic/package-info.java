/** Topics and their members: the API, the rules, and the rows. */
@NullMarked
package io.openmimc.topic.topic;

import org.jspecify.annotations.NullMarked;
