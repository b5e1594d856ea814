/** Which messages are taken when there are more than can be carried. docs/adr/0023-messages-are-refused-before-they-wait.md */
@NullMarked
package io.openmimc.gateway.admission;

import org.jspecify.annotations.NullMarked;
